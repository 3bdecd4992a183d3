import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Clock, CodedError, type Logger, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { encodeError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { IncomingTunnel, PeerHandlers, TunnelOpen } from '../network.ts'
import { ACCEPTED, decodeOpen, encodeFrame, readFrame } from './frame.ts'
import { encodeSentOn, type SentOn } from './sent-on.ts'
import { splice } from './splice.ts'
import type { Sendable, TunnelJoins } from './tunnel-joins.ts'

export interface ServeTunnelOptions {
  readonly onTunnel: PeerHandlers['onTunnel']
  readonly clock: Clock
  readonly logger: Logger
  /** Without it callers cannot be sent on, a browser say. */
  readonly joins?: TunnelJoins
}

class ServedTunnel implements IncomingTunnel, Sendable {
  readonly caller: Address
  readonly protocol: string
  readonly payload: Uint8Array
  readonly #stream: Duplex
  readonly #joins: TunnelJoins | undefined
  isAnswered = false

  constructor(stream: Duplex, caller: Address, open: TunnelOpen, joins: TunnelJoins | undefined) {
    this.caller = caller
    this.protocol = open.protocol
    this.payload = open.payload
    this.#stream = stream
    this.#joins = joins
  }

  accept(): Duplex {
    if (!this.isAnswered) this.#stream.write(encodeFrame(ACCEPTED))
    this.isAnswered = true
    return this.#stream
  }

  join(other: IncomingTunnel): void {
    const joins = other instanceof ServedTunnel && other.#joins ? this.#joins : undefined
    if (joins && other instanceof ServedTunnel) joins.join(this, other)
    else void splice(this.accept(), other.accept())
  }

  sendOn(answer: SentOn): void {
    this.isAnswered = true
    answerAndClose(this.#stream, encodeSentOn(answer))
  }
}

/** Serves one incoming tunnel on a stream whose other end is proven: reads its header, asks the handler, and answers. */
export async function serveTunnel(stream: Duplex, caller: Address, options: ServeTunnelOptions): Promise<void> {
  const { onTunnel, clock, logger, joins } = options
  const cancelTimeout = clock.after(limits.tunnelOpenTimeoutMs, () => stream.destroy())
  let tunnel: ServedTunnel | undefined
  let protocol = '?'
  try {
    const open = decodeOpen(await readFrame(stream).finally(cancelTimeout))
    protocol = open.protocol
    if (!onTunnel) throw fail('TUNNEL_REFUSED', { protocol, reason: 'it serves no tunnels' })
    tunnel = new ServedTunnel(stream, caller, open, joins)
    await onTunnel(tunnel)
    if (!tunnel.isAnswered) throw fail('TUNNEL_REFUSED', { protocol, reason: 'it does not serve this protocol' })
  } catch (error) {
    const expected = error instanceof CodedError || stream.destroyed
    if (!expected) logger.error({ err: error, protocol, caller }, 'a tunnel failed unexpectedly')
    else logger.debug({ reason: messageOf(error), protocol, caller }, 'a tunnel was refused')
    // After the answer the bytes are raw: there is no place for an error, so the connection is reset.
    if (tunnel?.isAnswered) stream.destroy()
    else refuseTunnel(stream, error)
  }
}

/** Answers a tunnel's header with an error, and closes the connection. */
export function refuseTunnel(stream: Duplex, error: unknown): void {
  answerAndClose(stream, encodeError(error))
}

function answerAndClose(stream: Duplex, body: Uint8Array): void {
  if (stream.destroyed) return
  // What the caller still sends must be read away, or closing would reset the connection before he has the answer.
  stream.resume()
  stream.end(encodeFrame(body), () => {
    if (stream instanceof Socket) stream.destroySoon()
  })
}
