import type { Socket } from 'node:net'
import {
  type Clock,
  CodedError,
  type Current,
  type Logger,
  Loop,
  messageOf,
  nowSeconds,
  OneEach,
  type Random,
  Seldom,
  type Startable,
  silentLogger,
} from '@sonm/common'
import { type Address, fail, formatEndpoint, parseEndpoint, type Signer, signGrant, signReservation } from '@sonm/model'
import type { IncomingRelay, PunchOffer } from '@sonm/protocol'
import { limits } from '../limits.ts'
import { Places } from '../links/places.ts'
import { surviveErrors } from '../links/secure.ts'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import { simultaneousOpen } from '../paths/simultaneous-open.ts'
import { DataAnswer, encodePreface, readExactly } from './preface.ts'
import type { RelayLink, RelayLinks } from './relay-links.ts'
import { reservePlace } from './reserve.ts'
import { askSeen } from './seen.ts'

/** A relay that returns is asked again within 2 s: the pause, and `limits.relayDialTimeoutMs` for a dial under way. */
const RETRY_PAUSE = { retryFirstMs: 200, retryLongestMs: 500 }

export interface RelayPlacesOptions {
  readonly signer: Signer
  readonly relays: Current<readonly RelayEndpoint[]>
  readonly links: RelayLinks
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /**
   * Given each connection that came through a relay or was punched: TLS begins on it, with us as the server.
   * @param relay through which it came
   */
  readonly onSocket: (socket: Socket, relay?: Address) => void
  /** A place was taken or lost. */
  readonly onChange: () => void
}

/** How it stands with one relay. */
export interface RelayPlace {
  readonly relay: RelayEndpoint
  readonly reserved: boolean
  /** Why not, if not. */
  readonly reason: string
}

interface Kept extends Startable {
  readonly relay: RelayEndpoint
  readonly link: RelayLink
  /** Counts the places that we had at it. */
  term: number
  /** How many of them in a row ended at once. */
  ended: number
  reserved: boolean
  reason: string
}

/** What makes two relays the same one. */
export function relayKey(relay: RelayEndpoint): string {
  return `${relay.relay}@${formatEndpoint(relay)}`
}

/**
 * Keeps a place at each of several relays, so that others reach us behind a NAT: by a connection through the relay, or by one
 * that both sides open at once. A lost place is taken again as soon as the relay is back.
 */
export class RelayPlaces implements Startable {
  readonly #options: RelayPlacesOptions
  readonly #kept: OneEach<RelayEndpoint, Kept>
  readonly #closing = new AbortController()
  /** What callers have us do at once, by kind. */
  readonly #work = new Places<'join' | 'punch'>((kind) => limits.relayWorkAtOnce[kind])
  readonly #busy: Seldom

  constructor(options: RelayPlacesOptions) {
    this.#options = options
    this.#busy = new Seldom({ clock: options.clock, everyMs: limits.refusalLogMs })
    this.#kept = new OneEach({
      items: options.relays,
      keyOf: relayKey,
      make: (relay) => this.#keep(relay),
      onChange: options.onChange,
    })
  }

  /** Resolves when each relay was asked once, with success or not. */
  start(): Promise<void> {
    return this.#kept.start()
  }

  async stop(): Promise<void> {
    this.#closing.abort(new Error('this side is shutting down'))
    await this.#kept.stop()
  }

  /** Where others find us through a relay. */
  endpoints(): readonly RelayEndpoint[] {
    return this.#kept.parts.filter(({ reserved }) => reserved).map(({ relay }) => relay)
  }

  status(): readonly RelayPlace[] {
    return this.#kept.parts.map(({ relay, reserved, reason }) => ({ relay, reserved, reason }))
  }

  /** Which of the places that we had at a relay we have now: another one means that it may have forgotten; undefined: none. */
  termAt(relay: RelayEndpoint): number | undefined {
    const kept = this.#kept.parts.find((part) => relayKey(part.relay) === relayKey(relay))
    return kept?.reserved ? kept.term : undefined
  }

  /**
   * Tells a relay where we have a place that a buyer has a deal with us.
   * @returns what it has carried of the deal
   */
  async grant(
    relay: RelayEndpoint,
    deal: { buyer: Address; dealId: bigint; untilSeconds: bigint },
    ended?: AbortSignal,
  ): Promise<bigint> {
    const { buyer, dealId, untilSeconds, signature } = await signGrant(this.#options.signer, {
      relay: relay.relay,
      ...deal,
    })
    const { client } = this.#options.links.to(relay)
    const signal = AbortSignal.any([this.#closing.signal, ...(ended ? [ended] : [])])
    const request = { buyer, dealId, untilSeconds, signature }
    return (await client.grant(request, { signal, timeoutMs: limits.relayCallTimeoutMs })).carriedBytes
  }

  #keep(relay: RelayEndpoint): Kept {
    const { links, clock, random } = this.#options
    const tried = Promise.withResolvers<void>()
    const loop = new Loop({
      ...RETRY_PAUSE,
      name: `keep a place at ${formatEndpoint(relay)}`,
      clock,
      random,
      // A relay may be away for days: its loss and its return are told below, not each round.
      logger: silentLogger,
      step: (signal) => this.#hold(kept, tried.resolve, signal).finally(tried.resolve),
    })
    const kept: Kept = {
      relay,
      link: links.to(relay),
      term: 0,
      ended: 0,
      reserved: false,
      reason: 'it was not asked yet',
      async start() {
        await loop.start()
        await tried.promise
      },
      stop: () => loop.stop(),
    }
    return kept
  }

  async #hold(kept: Kept, tried: () => void, signal: AbortSignal): Promise<number> {
    const { signer, clock } = this.#options
    const { link } = kept
    const { relay } = kept.relay
    const expiresAtSeconds = BigInt(nowSeconds(clock)) + limits.relayReservationSeconds
    const { signature } = await signReservation(signer, { relay, expiresAtSeconds })
    let reservedAtMs: number | undefined
    try {
      for await (const event of reservePlace(link.client, { relay, expiresAtSeconds, signature }, { clock, signal })) {
        if (event.case === 'reserved') {
          reservedAtMs ??= clock.monotonicMs()
          this.#note(kept, true, '')
        } else if (event.case === 'incoming') {
          this.#inBackground('join', (work) => this.#join(link, event.value, work), relay)
        } else if (event.case === 'punch') this.#inBackground('punch', (work) => this.#punch(link, event.value, work))
        tried()
      }
    } catch (error) {
      this.#note(kept, false, (error instanceof CodedError ? error.what : messageOf(error)).replace(/\.$/, ''))
      if (reservedAtMs === undefined) throw error
      return this.#pauseAfter(kept, reservedAtMs)
    }
    // It has expired, or somebody with our key has taken the place: at once again, but not in a circle.
    if (reservedAtMs === undefined) throw fail('RELAY_RESERVATION_INVALID', { reason: 'the relay ended it at once' })
    this.#note(kept, false, 'the relay has ended it')
    return this.#pauseAfter(kept, reservedAtMs)
  }

  /** A relay that gives places which do not last is asked ever more seldom. */
  #pauseAfter(kept: Kept, reservedAtMs: number): number {
    const lastedMs = this.#options.clock.monotonicMs() - reservedAtMs
    kept.ended = lastedMs < limits.relayPlaceLeastMs ? kept.ended + 1 : 0
    const doubled = RETRY_PAUSE.retryLongestMs * 2 ** Math.max(0, kept.ended - 1)
    return Math.min(doubled, limits.relayPlaceLongestPauseMs)
  }

  #note(kept: Kept, reserved: boolean, reason: string): void {
    const { logger, onChange } = this.#options
    kept.reason = reason
    if (kept.reserved === reserved) return
    kept.reserved = reserved
    if (reserved) kept.term++
    const relay = formatEndpoint(kept.relay)
    if (reserved) logger.info({ relay }, 'a relay leads to us')
    else if (!this.#closing.signal.aborted) logger.warn({ relay, reason }, 'a relay leads to us no more')
    onChange()
  }

  /** Does what a caller asks for, within its time; how it ends is for the caller to see. */
  #inBackground(kind: 'join' | 'punch', work: (signal: AbortSignal) => Promise<Socket>, relay?: Address): void {
    const { clock, logger, onSocket } = this.#options
    const leave = this.#work.take(kind)
    if (!leave) {
      this.#busy.tell((times) =>
        logger.warn(
          { kind, limit: limits.relayWorkAtOnce[kind], times },
          'callers ask for too much at once through a relay',
        ),
      )
      return
    }
    const controller = new AbortController()
    const giveUp = () => controller.abort(new Error('it took too long'))
    const cancel = clock.after(limits.relayWorkTimeoutMs, giveUp)
    this.#closing.signal.addEventListener('abort', giveUp, { once: true })
    work(controller.signal)
      .then(
        (socket) => onSocket(socket, relay),
        (error: unknown) => logger.debug({ kind, reason: messageOf(error) }, 'a caller was not reached back'),
      )
      .finally(() => {
        cancel()
        leave()
        this.#closing.signal.removeEventListener('abort', giveUp)
      })
  }

  async #join(link: RelayLink, { token }: IncomingRelay, signal: AbortSignal): Promise<Socket> {
    const socket = await link.openRaw(signal)
    surviveErrors(socket)
    try {
      socket.write(encodePreface({ kind: 'data', token }))
      const [answer] = await readExactly(socket, 1, signal)
      if (answer !== DataAnswer.joined) throw new Error('the caller has gone')
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  async #punch(link: RelayLink, offer: PunchOffer, signal: AbortSignal): Promise<Socket> {
    const { clock, random } = this.#options
    const { nonce, localPort } = await askSeen(link, random, signal)
    // The caller begins when he has our answer; we begin now, and are a little too early where that matters least.
    const answered = link.client.answerPunch({ id: offer.id, nonce }, { signal, timeoutMs: limits.relayCallTimeoutMs })
    answered.catch(() => {})
    return simultaneousOpen(parseEndpoint(offer.endpoint), { localPort, listens: true, clock, random, signal })
  }
}
