import type { Client } from '@connectrpc/connect'
import { type Clock, RateBucket, sleep } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { RelayService, ReserveEvent } from '@sonm/protocol'
import { limits } from '../limits.ts'

/**
 * Asks a relay for a place, and tells what comes by it as long as it lasts. The relay may be a liar: one that does not say in time
 * that the place is ours is given up, and one that tells of callers without end is read no faster than `limits` has it.
 * @throws CALL_TIMEOUT, and what the call throws
 */
export async function* reservePlace(
  client: Pick<Client<typeof RelayService>, 'reserve'>,
  reservation: { readonly relay: Address; readonly expiresAtSeconds: bigint; readonly signature: string },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<ReserveEvent['event']> {
  const { relay, expiresAtSeconds, signature } = reservation
  const bucket = new RateBucket(
    { burst: limits.relayEventBurst, perSecond: limits.relayEventsPerSecond },
    clock.monotonicMs(),
  )
  const silent = new AbortController()
  const cancelSilent = clock.after(limits.relayDialTimeoutMs + limits.relayAskTimeoutMs, () => silent.abort())
  const inTime = AbortSignal.any([signal, silent.signal])
  try {
    for await (const { event } of client.reserve({ expiresAtSeconds, signature }, { signal: inTime })) {
      if (event.case === 'reserved') cancelSilent()
      yield event
      bucket.use(1, clock.monotonicMs())
      const left = bucket.left(clock.monotonicMs())
      // What is not read stays with the relay, whose stream is held back.
      if (left < 0) await sleep(clock, (-left / limits.relayEventsPerSecond) * 1000, inTime)
    }
  } catch (error) {
    if (silent.signal.aborted && !signal.aborted) throw fail('CALL_TIMEOUT', { peer: relay }, { cause: error })
    throw error
  } finally {
    cancelSilent()
  }
}
