import type { Duplex } from 'node:stream'
import { type Clock, CodedError, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { decodeError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { Dialer } from '../links/dialer.ts'
import { Alpn, endAsTunnel } from '../links/secure.ts'
import type { TunnelOpen } from '../network.ts'
import { encodeFrame, encodeOpen, readFrame } from './frame.ts'

/**
 * Opens a tunnel: a TLS connection of its own.
 * @throws what the dialler throws, what the peer's handler threw, PEER_UNREACHABLE when the peer does not answer
 */
export async function openTunnel(
  to: Address,
  open: TunnelOpen,
  options: { dialer: Dialer; clock: Clock; signal: AbortSignal },
): Promise<Duplex> {
  const header = encodeFrame(encodeOpen(open))
  const link = await options.dialer.dial(to, Alpn.tunnel, options.signal)
  const { socket } = link
  endAsTunnel(link)
  const unreachable = (reason: string, cause?: unknown) => fail('PEER_UNREACHABLE', { address: to, reason }, { cause })
  const cancelTimeout = options.clock.after(limits.tunnelAnswerTimeoutMs, () =>
    socket.destroy(unreachable('it did not answer whether it accepts the tunnel')),
  )
  try {
    socket.write(header)
    const answer = await readFrame(socket)
    if (answer.length > 0) throw decodeError(answer, to)
    return socket
  } catch (error) {
    socket.destroy()
    throw error instanceof CodedError ? error : unreachable(messageOf(error).replace(/\.$/, ''), error)
  } finally {
    cancelTimeout()
  }
}
