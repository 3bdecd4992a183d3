import { createClient, type Transport } from '@connectrpc/connect'
import {
  type Clock,
  type Current,
  isCoded,
  type Logger,
  Loop,
  nowSeconds,
  OneEach,
  type Random,
  type Startable,
} from '@sonm/common'
import { type Address, formatEndpoint, MAX_RECORD_TTL_SECONDS, type Signer, signRecord } from '@sonm/model'
import { endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import type { Endpoint } from '../paths/peer.ts'

const CALL_TIMEOUT_MS = 5_000
/** However soon a locator wants to hear again. */
const SHORTEST_PAUSE_MS = 5_000
const RETRY_PAUSE = { retryFirstMs: 1_000, retryLongestMs: 30_000 }
/** A locator that knows a sequence this far ahead of our clock lies, or our key is used elsewhere. */
const SEQUENCE_AHEAD_MS = 7n * 86_400_000n

export interface AnnouncerOptions {
  /** Who listens. */
  readonly signer: Signer
  readonly locators: Current<readonly Address[]>
  /** `(address) => network.rpc(address)` */
  readonly rpc: (locator: Address) => Transport
  /** Where we listen now, best first; empty: nothing is announced. */
  readonly endpoints: () => readonly Endpoint[]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** How long a record outlives us; 600 by default, which is the most. */
  readonly ttlSeconds?: number
}

export interface Announcer extends Startable {
  /** Announces again at once: our endpoints have changed. */
  announceNow(): void
}

/**
 * Tells all locators where we listen, again at half the record's life or whenever the locator asks for it, and after a
 * failure until it succeeds. `start` resolves when each locator has been tried once, with success or not.
 */
export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { signer, locators, rpc, endpoints, clock, random, logger } = options
  const ttlSeconds = options.ttlSeconds ?? Number(MAX_RECORD_TTL_SECONDS)
  let lastSequence = 0n

  /** The time in milliseconds, so that it grows across restarts too, and one more where that is not enough. */
  const nextSequence = (): bigint => {
    const nowMs = BigInt(Math.floor(clock.nowMs()))
    lastSequence = nowMs > lastSequence ? nowMs : lastSequence + 1n
    return lastSequence
  }

  const announceTo = async (locator: Address, signal: AbortSignal): Promise<number | undefined> => {
    const listening = endpoints()
    if (listening.length === 0) return undefined
    const record = await signRecord(signer, {
      endpoints: listening.map(formatEndpoint),
      sequence: nextSequence(),
      expiresAtSeconds: BigInt(nowSeconds(clock) + ttlSeconds),
    })
    const client = createClient(LocatorService, rpc(locator))
    try {
      const answer = await client.announce(endpointRecordToMessage(record), { signal, timeoutMs: CALL_TIMEOUT_MS })
      const renewInMs = Number(answer.renewBeforeSeconds) * 1000 - clock.nowMs()
      return Math.max(SHORTEST_PAUSE_MS, Math.min((ttlSeconds * 1000) / 2, renewInMs))
    } catch (error) {
      if (isCoded(error, 'ENDPOINT_RECORD_STALE')) goPast(error.data.known ?? '')
      throw error
    }
  }

  /** Our clock was set back: go on from where the locator is. */
  const goPast = (known: string) => {
    if (!/^[0-9]{1,20}$/.test(known)) return
    const sequence = BigInt(known)
    const believable = sequence < BigInt(Math.floor(clock.nowMs())) + SEQUENCE_AHEAD_MS
    if (believable && sequence > lastSequence) lastSequence = sequence
  }

  const announcing = (locator: Address) => {
    const tried = Promise.withResolvers<void>()
    const loop = new Loop({
      ...RETRY_PAUSE,
      name: `announce to ${locator}`,
      clock,
      random,
      logger,
      step: (signal) => announceTo(locator, signal).finally(tried.resolve),
    })
    return {
      async start() {
        await loop.start()
        await tried.promise
      },
      stop: () => loop.stop(),
      wake: () => loop.wake(),
    }
  }
  const loops = new OneEach({ items: locators, keyOf: (locator) => locator, make: announcing })

  return {
    announceNow() {
      for (const loop of loops.parts) loop.wake()
    },
    start: () => loops.start(),
    stop: () => loops.stop(),
  }
}
