import type { Socket } from 'node:net'
import { type Clock, ExpiringCache, type Random } from '@sonm/common'
import { type Address, type Endpoint, fail, formatEndpoint } from '@sonm/model'
import { surviveErrors } from '../links/secure.ts'
import { plainHost } from '../nat/addresses.ts'
import type { RelayLimits } from './limits.ts'
import { TOKEN_BYTES, tokenKey } from './preface.ts'

interface Punch {
  readonly caller: Address
  /** The caller's machine. */
  readonly host: string
  readonly peer: Address
  readonly answered: PromiseWithResolvers<Endpoint>
}

/** What the peer is told. */
export interface Offer {
  readonly id: Uint8Array
  readonly endpoint: Endpoint
}

/**
 * Helps two peers to find each other's external endpoints. An endpoint is one that the relay has seen itself, named by a nonce
 * that came from there: nobody can have a peer dial a third party.
 */
export class Rendezvous {
  readonly #limits: RelayLimits
  readonly #clock: Clock
  readonly #random: Random
  readonly #seen: ExpiringCache<string, Endpoint>
  /** By host, the oldest first. */
  readonly #seenOf: ExpiringCache<string, { readonly key: string; readonly untilMs: number }[]>
  readonly #punches = new Map<string, Punch>()

  constructor(options: { limits: RelayLimits; clock: Clock; random: Random }) {
    this.#limits = options.limits
    this.#clock = options.clock
    this.#random = options.random
    this.#seen = new ExpiringCache({ clock: options.clock, maxEntries: options.limits.seen })
    this.#seenOf = new ExpiringCache({ clock: options.clock, maxEntries: options.limits.seen })
  }

  /** Tells a raw connection where it comes from, and closes first, so that the port is free at once on its side. */
  tell(nonce: Uint8Array, socket: Socket): void {
    surviveErrors(socket)
    const { remoteAddress, remotePort } = socket
    if (remoteAddress === undefined || remotePort === undefined) {
      socket.destroy()
      return
    }
    const endpoint = { host: plainHost(remoteAddress), port: remotePort }
    this.#remember(tokenKey(nonce), endpoint)
    const text = Buffer.from(formatEndpoint(endpoint))
    socket.resume()
    socket.end(Buffer.concat([Uint8Array.of(text.length), text]))
  }

  /**
   * @param offer tells the peer; false when it cannot be told
   * @returns the peer's endpoint, once it is ready
   * @throws INPUT_INVALID, RELAY_BUSY, RELAY_PEER_SILENT
   */
  async punch(
    { caller, host, peer, nonce }: { caller: Address; host: string; peer: Address; nonce: Uint8Array },
    offer: (offer: Offer) => boolean,
  ): Promise<Endpoint> {
    const endpoint = this.#take(nonce)
    const { punches, punchesPerCaller, punchesPerHost, punchAnswerMs } = this.#limits
    const all = [...this.#punches.values()]
    const mine = all.filter((punch) => punch.caller === caller).length
    const ofHost = all.filter((punch) => punch.host === host).length
    if (this.#punches.size >= punches) throw fail('RELAY_BUSY', { what: 'punches at once', limit: punches })
    if (mine >= punchesPerCaller) {
      throw fail('RELAY_BUSY', { what: 'punches of one caller at once', limit: punchesPerCaller })
    }
    if (ofHost >= punchesPerHost)
      throw fail('RELAY_BUSY', { what: 'punches of one host at once', limit: punchesPerHost })
    const id = this.#random.bytes(TOKEN_BYTES)
    const answered = Promise.withResolvers<Endpoint>()
    this.#punches.set(tokenKey(id), { caller, host, peer, answered })
    const silent = () => answered.reject(fail('RELAY_PEER_SILENT', { address: peer }))
    const cancel = this.#clock.after(punchAnswerMs, silent)
    try {
      if (!offer({ id, endpoint })) silent()
      return await answered.promise
    } finally {
      cancel()
      this.#punches.delete(tokenKey(id))
    }
  }

  /** @throws INPUT_INVALID */
  answer(id: Uint8Array, peer: Address, nonce: Uint8Array): void {
    const punch = this.#punches.get(tokenKey(id))
    // Who comes too late, or for another, learns no more than that.
    if (punch?.peer === peer) punch.answered.resolve(this.#take(nonce))
  }

  /** Of one host only so many: the oldest of its own gives way. */
  #remember(key: string, endpoint: Endpoint): void {
    const { seenMs, seenPerHost } = this.#limits
    const nowMs = this.#clock.monotonicMs()
    const ofHost = (this.#seenOf.get(endpoint.host) ?? []).filter(({ untilMs }) => untilMs > nowMs)
    for (const { key: oldest } of ofHost.splice(0, ofHost.length + 1 - seenPerHost)) this.#seen.delete(oldest)
    ofHost.push({ key, untilMs: nowMs + seenMs })
    this.#seenOf.set(endpoint.host, ofHost, seenMs)
    this.#seen.set(key, endpoint, seenMs)
  }

  #take(nonce: Uint8Array): Endpoint {
    const key = tokenKey(nonce)
    const endpoint = this.#seen.get(key)
    if (!endpoint) {
      const reason = 'this relay has not been asked with it for an endpoint, or too long ago'
      throw fail('INPUT_INVALID', { field: 'nonce', reason })
    }
    this.#seen.delete(key)
    return endpoint
  }
}
