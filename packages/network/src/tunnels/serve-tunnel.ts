import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Clock, CodedError, type Logger, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { encodeError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { PeerHandlers } from '../network.ts'
import { ACCEPTED, decodeOpen, encodeFrame, readFrame } from './frame.ts'

/** Serves one incoming tunnel on a stream whose other end is proven: reads its header, asks the handler, and answers. */
export async function serveTunnel(
  stream: Duplex,
  caller: Address,
  options: { onTunnel: PeerHandlers['onTunnel']; clock: Clock; logger: Logger },
): Promise<void> {
  const { onTunnel, clock, logger } = options
  const cancelTimeout = clock.after(limits.tunnelOpenTimeoutMs, () => stream.destroy())
  let accepted = false
  let protocol = '?'
  try {
    const open = decodeOpen(await readFrame(stream).finally(cancelTimeout))
    protocol = open.protocol
    if (!onTunnel) throw fail('TUNNEL_REFUSED', { protocol, reason: 'it serves no tunnels' })
    await onTunnel({
      ...open,
      caller,
      accept() {
        if (!accepted) stream.write(encodeFrame(ACCEPTED))
        accepted = true
        return stream
      },
    })
    if (!accepted) throw fail('TUNNEL_REFUSED', { protocol, reason: 'it does not serve this protocol' })
  } catch (error) {
    const expected = error instanceof CodedError || stream.destroyed
    if (!expected) logger.error({ err: error, protocol, caller }, 'a tunnel failed unexpectedly')
    else logger.debug({ reason: messageOf(error), protocol, caller }, 'a tunnel was refused')
    // After the answer the bytes are raw: there is no place for an error, so the connection is reset.
    if (accepted) stream.destroy()
    else refuseTunnel(stream, error)
  }
}

/** Answers a tunnel's header with an error, and closes the connection. */
export function refuseTunnel(stream: Duplex, error: unknown): void {
  if (stream.destroyed) return
  // What the caller still sends must be read away, or closing would reset the connection before he has the answer.
  stream.resume()
  stream.end(encodeFrame(encodeError(error)), () => {
    if (stream instanceof Socket) stream.destroySoon()
  })
}
