import type { Socket } from 'node:net'
import { type Clock, type Random, sleep } from '@sonm/common'
import { type Endpoint, fail } from '@sonm/model'
import { limits } from '../limits.ts'
import { connectTcp } from './connect-tcp.ts'

/**
 * Connects to a peer that connects to us at the same time, so that each NAT takes the other's packets for answers. Where a
 * NAT or a machine answers too early packets with a reset, it is tried again, a little later each time by chance.
 * @param localPort the one whose external endpoint the peer was told
 */
export async function simultaneousOpen(
  remote: Endpoint,
  options: { localPort: number; clock: Clock; random: Random; signal: AbortSignal },
): Promise<Socket> {
  const { localPort, clock, random, signal } = options
  const controller = new AbortController()
  const onAbort = () => controller.abort(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  const cancelTimeout = clock.after(limits.punchTimeoutMs, () =>
    controller.abort(fail('PUNCH_FAILED', { seconds: limits.punchTimeoutMs / 1000 })),
  )
  try {
    for (;;) {
      try {
        return await connectTcp(remote, controller.signal, { localPort })
      } catch (error) {
        controller.signal.throwIfAborted()
        if (!isTooEarly(error)) throw error
      }
      await sleep(clock, limits.punchRetryLeastMs + random.integer(limits.punchRetrySpreadMs), controller.signal)
    }
  } finally {
    cancelTimeout()
    signal.removeEventListener('abort', onAbort)
  }
}

/** What passes: the other side is not there yet, or our port is still leaving its last connection. */
function isTooEarly(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return ['ECONNREFUSED', 'ECONNRESET', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EHOSTUNREACH'].includes(String(code))
}
