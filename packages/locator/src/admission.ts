import type { DescMethod } from '@bufbuild/protobuf'
import type { HandlerContext } from '@connectrpc/connect'
import { type PeerHandlers, limits as peerLimits, type ReadCredit, senderOf } from '@sonm/network'
import { LocatorService } from '@sonm/protocol'
import type { LocatorLimits } from './limits.ts'

const { announceMany } = LocatorService.method

/** Milliseconds that it takes to read a KiB of a request at worst, where every two bytes of it are a part of their own. */
const READ_MS_PER_KIB = 0.1
/** The same where each part is a record. */
const READ_RECORDS_MS_PER_KIB = 0.5

/** Many records are larger than what most requests may be. */
export function requestMaxBytesOf(limits: LocatorLimits): NonNullable<PeerHandlers['requestMaxBytes']> {
  return new Map<DescMethod, number>([[announceMany, limits.announceManyMaxBytes]])
}

/** Before a call is read it is asked whether its caller is heard now, and what reading it may cost is on his account. */
export function admission(credit: ReadCredit, limits: LocatorLimits): NonNullable<PeerHandlers['admit']> {
  return async (method, context) => {
    // The relay that may be served beside it has limits of its own.
    if (method.parent !== LocatorService) return
    const sender = senderOf(context)
    await credit.check(sender)
    const isMany = method === announceMany
    const kib = bytesOf(context, isMany ? limits.announceManyMaxBytes : peerLimits.requestMaxBytes) / 1024
    credit.charge(sender, kib * (isMany ? READ_RECORDS_MS_PER_KIB : READ_MS_PER_KIB))
  }
}

/** HTTP holds callers to the length that they name; one that names none may be as long as any. */
function bytesOf({ requestHeader }: HandlerContext, most: number): number {
  const named = requestHeader.get('content-length') ?? ''
  return /^\d{1,15}$/.test(named) ? Math.min(Number(named), most) : most
}
