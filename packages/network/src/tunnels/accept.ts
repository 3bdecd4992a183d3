import type { TLSSocket } from 'node:tls'
import { type Clock, CodedError, type Logger, messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import { encodeError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import { endAsTunnel, type Link } from '../links/secure.ts'
import type { PeerHandlers } from '../network.ts'
import { ACCEPTED, decodeOpen, encodeFrame, readFrame } from './frame.ts'

/** Serves one incoming tunnel on a link whose other end is proven: reads its header, asks the handler, and answers. */
export async function acceptTunnel(
  link: Link,
  options: { onTunnel: PeerHandlers['onTunnel']; clock: Clock; logger: Logger },
): Promise<void> {
  const { socket, peer: caller } = link
  const { onTunnel, clock, logger } = options
  endAsTunnel(link)
  const cancelTimeout = clock.after(limits.tunnelOpenTimeoutMs, () => socket.destroy())
  let accepted = false
  let protocol = '?'
  try {
    const open = decodeOpen(await readFrame(socket).finally(cancelTimeout))
    protocol = open.protocol
    if (!onTunnel) throw fail('TUNNEL_REFUSED', { protocol, reason: 'it serves no tunnels' })
    await onTunnel({
      ...open,
      caller,
      accept() {
        if (!accepted) socket.write(encodeFrame(ACCEPTED))
        accepted = true
        return socket
      },
    })
    if (!accepted) throw fail('TUNNEL_REFUSED', { protocol, reason: 'it does not serve this protocol' })
  } catch (error) {
    const expected = error instanceof CodedError || socket.destroyed
    if (!expected) logger.error({ err: error, protocol, caller }, 'a tunnel failed unexpectedly')
    else logger.debug({ reason: messageOf(error), protocol, caller }, 'a tunnel was refused')
    // After the answer the bytes are raw: there is no place for an error, so the connection is reset.
    if (accepted) socket.destroy()
    else refuseTunnel(socket, error)
  }
}

/** Answers a tunnel's header with an error, and closes the connection. */
export function refuseTunnel(socket: TLSSocket, error: unknown): void {
  if (socket.destroyed) return
  // What the caller still sends must be read away, or closing would reset the connection before he has the answer.
  socket.resume()
  socket.end(encodeFrame(encodeError(error)), () => socket.destroySoon())
}
