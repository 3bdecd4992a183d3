import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Clock, ExpiringCache, nowSeconds, type Random } from '@sonm/common'
import { type Address, fail, fromHex, keccak256, recoverAddress } from '@sonm/model'
import { limits } from '../limits.ts'
import { decodeSession, type SignedWebSession, sessionText } from './session.ts'

const SESSIONS_REMEMBERED = 10_000

/** Gives challenges, and says who stands behind a session. It keeps nothing of callers but a cache. */
export class SessionDesk {
  readonly #server: Address
  readonly #clock: Clock
  /** Of this life of the server: a restart ends all sessions. */
  readonly #secret: Uint8Array
  readonly #known: ExpiringCache<string, SignedWebSession>

  constructor(options: { server: Address; clock: Clock; random: Random }) {
    this.#server = options.server
    this.#clock = options.clock
    this.#secret = options.random.bytes(32)
    this.#known = new ExpiringCache({ clock: options.clock, maxEntries: SESSIONS_REMEMBERED })
  }

  challenge(): { server: Address; challenge: string; expiresAtSeconds: number } {
    const expiresAtSeconds = nowSeconds(this.#clock) + limits.webSessionSeconds
    return { server: this.#server, challenge: this.#seal(expiresAtSeconds), expiresAtSeconds }
  }

  /** @throws WEB_SESSION_INVALID */
  callerOf(text: string): Address {
    const session = this.#known.get(text) ?? this.#check(text)
    if (session.expiresAtSeconds <= nowSeconds(this.#clock)) throw invalid('it has expired')
    return session.address
  }

  #check(text: string): SignedWebSession {
    const session = decodeSession(text)
    if (!session) throw invalid(text === '' ? 'there is none' : 'it cannot be read')
    if (session.server !== this.#server) throw invalid('it is for another machine')
    const sealed = Buffer.from(this.#seal(session.expiresAtSeconds))
    const shown = Buffer.from(session.challenge)
    if (shown.length !== sealed.length || !timingSafeEqual(shown, sealed)) throw invalid('its challenge is not ours')
    if (recoverAddress(personalDigest(sessionText(session)), fromHex(session.signature)) !== session.address) {
      throw invalid('it is signed by another key')
    }
    this.#known.set(text, session, limits.webSessionSeconds * 1000)
    return session
  }

  /** The time for which a challenge was given, which nobody else can make a challenge for. */
  #seal(expiresAtSeconds: number): string {
    return createHmac('sha256', this.#secret).update(`${this.#server} ${expiresAtSeconds}`).digest('hex')
  }
}

/** What a wallet signs for a text (EIP-191, version 0x45). */
export function personalDigest(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  const head = new TextEncoder().encode(`\x19Ethereum Signed Message:\n${bytes.length}`)
  return keccak256(Uint8Array.of(...head, ...bytes))
}

function invalid(reason: string) {
  return fail('WEB_SESSION_INVALID', { reason })
}
