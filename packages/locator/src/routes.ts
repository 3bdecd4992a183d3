import { create } from '@bufbuild/protobuf'
import type { ConnectRouter } from '@connectrpc/connect'
import { CodedError, isCoded } from '@sonm/common'
import { fail } from '@sonm/model'
import { callerHostOf, callerOf } from '@sonm/network'
import {
  type EndpointRecord,
  ErrorDetailSchema,
  endpointRecordFromMessage,
  endpointRecordToMessage,
  LocatorService,
  readHex,
} from '@sonm/protocol'
import type { Announcing, Locator } from './api.ts'
import type { LocatorLimits } from './limits.ts'

/** The locator's API. */
export function locatorRoutes(locator: Locator, limits: LocatorLimits): (router: ConnectRouter) => void {
  const announceOne = (message: EndpointRecord, caller: Announcing) => {
    try {
      return { renewBeforeSeconds: locator.announce(endpointRecordFromMessage(message), caller) }
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return { error: create(ErrorDetailSchema, { ...error.facts() }) }
    }
  }
  const resolveOne = (address: string) => {
    try {
      return [endpointRecordToMessage(locator.resolve(readHex('addresses', address, 20)))]
    } catch (error) {
      if (isCoded(error, 'PEER_UNKNOWN')) return []
      throw error
    }
  }
  return (router) =>
    router.service(LocatorService, {
      announce: (message, context) => {
        const caller = { address: callerOf(context), host: callerHostOf(context) }
        return { renewBeforeSeconds: locator.announce(endpointRecordFromMessage(message), caller) }
      },
      announceMany: ({ records }, context) => {
        atMost('records', records.length, limits.announcementsPerCall)
        const caller = { address: callerOf(context), host: callerHostOf(context) }
        return { outcomes: records.map((record) => announceOne(record, caller)) }
      },
      resolve: ({ address }) => endpointRecordToMessage(locator.resolve(readHex('address', address, 20))),
      resolveMany: ({ addresses }) => {
        atMost('addresses', addresses.length, limits.addressesPerCall)
        return { records: addresses.flatMap(resolveOne) }
      },
      replicate: ({ journal, after }, context) => {
        const page = locator.replicate({ journal, after: Number(after) }, callerHostOf(context))
        return { ...page, place: BigInt(page.place), records: page.records.map(endpointRecordToMessage) }
      },
    })
}

function atMost(field: string, count: number, most: number): void {
  if (count > most) throw fail('INPUT_INVALID', { field, reason: `there are ${count}, and ${most} are taken at once` })
}
