import { createServer, type Socket } from 'node:net'
import { type Clock, type Random, sleep } from '@sonm/common'
import { type Endpoint, fail } from '@sonm/model'
import { limits } from '../limits.ts'
import { KEEP_ALIVE } from '../links/listen.ts'
import { plainHost } from '../nat/addresses.ts'
import { connectTcp } from './connect-tcp.ts'

/**
 * Connects to a peer that connects to us at the same time, so that each NAT takes the other's packets for answers. Where a
 * NAT or a machine answers too early packets with a reset, it is tried again, a little later each time by chance.
 * @param options.localPort the one whose external endpoint the peer was told
 * @param options.listens between its tries it also takes a connection: for one side of the two, where nothing is in the way
 */
export async function simultaneousOpen(
  remote: Endpoint,
  options: { localPort: number; listens: boolean; clock: Clock; random: Random; signal: AbortSignal },
): Promise<Socket> {
  const { localPort, listens, clock, random, signal } = options
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
      const pauseMs = limits.punchRetryLeastMs + random.integer(limits.punchRetrySpreadMs)
      const pause = sleep(clock, pauseMs, controller.signal)
      const socket = listens ? await acceptUntil(pause, remote, localPort) : undefined
      await pause
      if (socket) return socket
    }
  } finally {
    cancelTimeout()
    signal.removeEventListener('abort', onAbort)
  }
}

/** Takes a connection of the peer's host, if one comes in time. */
async function acceptUntil(pause: Promise<void>, { host }: Endpoint, localPort: number): Promise<Socket | undefined> {
  const accepted: Socket[] = []
  const server = createServer({ allowHalfOpen: true, noDelay: true, ...KEEP_ALIVE }, (socket) => {
    if (accepted.length === 0 && plainHost(socket.remoteAddress ?? '') === plainHost(host)) accepted.push(socket)
    else socket.destroy()
  })
  // The port may still be leaving its last connection: then nobody can come either.
  server.on('error', () => {})
  server.listen({ port: localPort })
  try {
    await pause
    return accepted[0]
  } catch (error) {
    accepted[0]?.destroy()
    throw error
  } finally {
    server.close()
  }
}

/** What passes: the other side is not there yet, or our port is still leaving its last connection. */
function isTooEarly(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return ['ECONNREFUSED', 'ECONNRESET', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EHOSTUNREACH'].includes(String(code))
}
