import type { Socket } from 'node:net'
import type { Clock } from '@sonm/common'
import { fail } from '@sonm/model'
import { apiLimits } from './limits.ts'

/**
 * The connections of an API that everybody on this machine can reach. Whoever has shown the token keeps his place; of the others the
 * oldest goes for the newest, and each goes in time: so none of them can keep the owner's programs out.
 */
export class Connections {
  readonly #clock: Clock
  /** The oldest first. */
  readonly #withoutToken = new Set<Socket>()
  readonly #withToken = new Set<Socket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(socket: Socket): void {
    const [oldest] = this.#withoutToken
    if (oldest && this.#withoutToken.size >= apiLimits.connectionsWithoutToken) this.#cut(oldest)
    this.#withoutToken.add(socket)
    const cancel = this.#clock.after(apiLimits.withoutTokenMs, () => {
      if (this.#withoutToken.has(socket)) this.#cut(socket)
    })
    socket.once('close', () => {
      cancel()
      this.#withoutToken.delete(socket)
      this.#withToken.delete(socket)
    })
  }

  /** To be called when the token has come on it. @throws PEER_BUSY */
  keep(socket: Socket): void {
    if (!this.#withoutToken.has(socket)) return
    const limit = apiLimits.connectionsWithToken
    if (this.#withToken.size >= limit) throw fail('PEER_BUSY', { what: 'connections with the token', limit })
    this.#withoutToken.delete(socket)
    this.#withToken.add(socket)
  }

  cutAll(): void {
    for (const socket of [...this.#withoutToken, ...this.#withToken]) socket.destroy()
  }

  /** Its place is free at once, not when it has closed. */
  #cut(socket: Socket): void {
    this.#withoutToken.delete(socket)
    socket.destroy()
  }
}
