import type { Socket } from 'node:net'
import type { CancelTimer, Clock, Random } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { surviveErrors } from '../links/secure.ts'
import type { RelayLimits } from './limits.ts'
import { DataAnswer, TOKEN_BYTES, tokenKey } from './preface.ts'

type Side = 'caller' | 'peer'

/** Without a limit for hosts, callers are such that cost more than a key. */
type JoinLimits = Pick<RelayLimits, 'joins' | 'joinsPerCaller' | 'joinTimeoutMs'> &
  Partial<Pick<RelayLimits, 'joinsPerHost'>>

interface Join<Pair> {
  readonly pair: Pair
  readonly tokens: readonly string[]
  readonly sockets: Partial<Record<Side, Socket>>
  readonly cancelTimeout: CancelTimer
}

/** Connections of which a half is still missing: each side comes with its own token, once. */
export class Joins<Pair extends { readonly caller: Address; readonly host?: string }> {
  readonly #limits: JoinLimits
  readonly #clock: Clock
  readonly #random: Random
  readonly #onJoined: (pair: Pair, near: Socket, far: Socket) => void
  readonly #onDropped: (pair: Pair) => void
  readonly #byToken = new Map<string, { readonly join: Join<Pair>; readonly side: Side }>()

  constructor(options: {
    limits: JoinLimits
    clock: Clock
    random: Random
    onJoined: (pair: Pair, near: Socket, far: Socket) => void
    /** They were not joined in time. */
    onDropped?: (pair: Pair) => void
  }) {
    this.#limits = options.limits
    this.#clock = options.clock
    this.#random = options.random
    this.#onJoined = options.onJoined
    this.#onDropped = options.onDropped ?? (() => {})
  }

  /** @throws RELAY_BUSY */
  open(pair: Pair): Record<Side, Uint8Array> {
    const waiting = new Set([...this.#byToken.values()].map(({ join }) => join))
    const { joins, joinsPerCaller, joinsPerHost } = this.#limits
    if (waiting.size >= joins) throw fail('RELAY_BUSY', { what: 'connections at once that begin', limit: joins })
    const ofCaller = [...waiting].filter((join) => join.pair.caller === pair.caller)
    if (ofCaller.length >= joinsPerCaller) {
      throw fail('RELAY_BUSY', { what: 'connections of one caller at once that begin', limit: joinsPerCaller })
    }
    const ofHost = [...waiting].filter((join) => join.pair.host === pair.host)
    if (joinsPerHost !== undefined && ofHost.length >= joinsPerHost) {
      throw fail('RELAY_BUSY', { what: 'connections of one host at once that begin', limit: joinsPerHost })
    }
    const tokens = { caller: this.#random.bytes(TOKEN_BYTES), peer: this.#random.bytes(TOKEN_BYTES) }
    const join: Join<Pair> = {
      pair,
      tokens: [tokenKey(tokens.caller), tokenKey(tokens.peer)],
      sockets: {},
      cancelTimeout: this.#clock.after(this.#limits.joinTimeoutMs, () => this.#drop(join)),
    }
    this.#byToken.set(tokenKey(tokens.caller), { join, side: 'caller' })
    this.#byToken.set(tokenKey(tokens.peer), { join, side: 'peer' })
    return tokens
  }

  /** A raw connection has come with a token. */
  attach(token: Uint8Array, socket: Socket): void {
    const key = tokenKey(token)
    const found = this.#byToken.get(key)
    if (!found) {
      answer(socket, DataAnswer.unknown)
      return
    }
    this.#byToken.delete(key)
    const { join, side } = found
    join.sockets[side] = socket
    const { caller, peer } = join.sockets
    if (!caller || !peer) return
    join.cancelTimeout()
    this.#forget(join)
    if (caller.destroyed || peer.destroyed) {
      caller.destroy()
      peer.destroy()
      this.#onDropped(join.pair)
      return
    }
    for (const each of [caller, peer]) each.write(Uint8Array.of(DataAnswer.joined))
    this.#onJoined(join.pair, caller, peer)
  }

  close(): void {
    for (const { join } of [...this.#byToken.values()]) {
      join.cancelTimeout()
      this.#drop(join)
    }
  }

  #drop(join: Join<Pair>): void {
    this.#forget(join)
    this.#onDropped(join.pair)
    for (const socket of Object.values(join.sockets)) answer(socket, DataAnswer.silent)
  }

  #forget(join: Join<Pair>): void {
    for (const token of join.tokens) this.#byToken.delete(token)
  }
}

/** Answers and closes. */
export function answer(socket: Socket, code: number): void {
  surviveErrors(socket)
  // What still comes must be read away, or closing would reset the connection before the answer arrives.
  socket.resume()
  socket.end(Uint8Array.of(code), () => socket.destroySoon())
}
