import { type Client, createClient } from '@connectrpc/connect'
import { CodedError } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Network } from '@sonm/network'
import { HubService, TaskPhaseMessage } from '@sonm/protocol'
import { whySilent } from '../orders/unreachable.ts'

/** Errors of the way to a hub, not of the hub. */
const LINK_ERRORS: ReadonlySet<string> = new Set(['PEER_UNREACHABLE', 'PEER_UNKNOWN', 'PEER_WRONG_KEY', 'CALL_TIMEOUT'])

export type HubClient = Client<typeof HubService>

/** A deal's hub, and what the buyer can do when it is silent. */
export interface HubLink {
  readonly dealId: bigint
  readonly hub: Address
}

export function hubClient(network: Network, hub: Address): HubClient {
  return createClient(HubService, network.rpc(hub))
}

/** What the hub itself said passes through; a silent hub becomes HUB_UNREACHABLE, which says how to get the money back. */
export function hubError(error: unknown, { dealId, hub }: HubLink): unknown {
  if (!(error instanceof CodedError) || !LINK_ERRORS.has(error.code)) return error
  return fail('HUB_UNREACHABLE', { dealId: dealId.toString(), hub, reason: whySilent(hub, error) }, { cause: error })
}

/** @throws HUB_UNREACHABLE, or what the hub said */
export async function callHub<Result>(link: HubLink, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw hubError(error, link)
  }
}

/** @throws HUB_UNREACHABLE, or what the hub said */
export async function* streamFromHub<Message>(
  link: HubLink,
  messages: AsyncIterable<Message>,
): AsyncGenerator<Message> {
  try {
    yield* messages
  } catch (error) {
    throw hubError(error, link)
  }
}

/** Resolves when the hub says that the task ended; rejects when the hub falls silent or `signal` aborts. */
export async function untilEnded(
  network: Network,
  { hub }: HubLink,
  taskId: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const { observation } of hubClient(network, hub).watchTask({ taskId }, { signal })) {
    if (observation?.phase === TaskPhaseMessage.ENDED) return
  }
}
