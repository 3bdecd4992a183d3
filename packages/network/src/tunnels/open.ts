import type { TLSSocket } from 'node:tls'
import { type Clock, CodedError, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { decodeError } from '@sonm/protocol'
import type { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { AtOnce } from '../links/at-once.ts'
import type { Dialer, DialledLink } from '../links/dialer.ts'
import { Alpn, endAsTunnel } from '../links/secure.ts'
import type { TunnelOpen } from '../network.ts'
import { encodeFrame, encodeOpen, readFrame } from './frame.ts'
import { openSentOn } from './open-sent-on.ts'
import { decodeSentOn } from './sent-on.ts'

export interface OpenTunnelOptions {
  readonly dialer: Dialer
  readonly dials: AtOnce<Address>
  readonly identity: Identity
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Opens a tunnel: a TLS connection of its own.
 * @throws what the dialler throws, what the peer's handler threw, PEER_UNREACHABLE when the peer does not answer
 */
export async function openTunnel(to: Address, open: TunnelOpen, options: OpenTunnelOptions): Promise<TLSSocket> {
  const header = encodeFrame(encodeOpen(open))
  const link = await options.dials.run(to, () => options.dialer.dial(to, Alpn.tunnel, options.signal))
  const unreachable = (reason: string, cause?: unknown) => fail('PEER_UNREACHABLE', { address: to, reason }, { cause })
  const tooLate = new AbortController()
  const cancelTimeout = options.clock.after(limits.tunnelAnswerTimeoutMs, () =>
    tooLate.abort(unreachable('it did not answer whether it accepts the tunnel')),
  )
  try {
    return await askFor(to, header, link, { ...options, signal: AbortSignal.any([options.signal, tooLate.signal]) })
  } catch (error) {
    // Else the end of the connection that we have cut would be told as the reason.
    tooLate.signal.throwIfAborted()
    throw error instanceof CodedError ? error : unreachable(messageOf(error).replace(/\.$/, ''), error)
  } finally {
    cancelTimeout()
  }
}

async function askFor(
  to: Address,
  header: Uint8Array,
  link: DialledLink,
  options: OpenTunnelOptions,
): Promise<TLSSocket> {
  const { socket, route } = link
  const { signal } = options
  endAsTunnel(link)
  const onAbort = () => socket.destroy(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    socket.write(header)
    const answer = await readFrame(socket)
    const sentOn = decodeSentOn(answer)
    if (!sentOn && answer.length > 0) throw decodeError(answer, to)
    if (!sentOn) return socket
    socket.destroy()
    return await openSentOn(sentOn, { ...options, route })
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
