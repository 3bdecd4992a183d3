import { createClient, type Transport } from '@connectrpc/connect'
import { type Clock, isCoded, type Logger, Loop, messageOf, type Random } from '@sonm/common'
import { type Address, fail, type SignedEndpointRecord } from '@sonm/model'
import { type EndpointRecord, endpointRecordFromMessage, LocatorService } from '@sonm/protocol'
import { CallQuota } from './call-quota.ts'
import type { LocatorLimits } from './limits.ts'

const CALL_TIMEOUT_MS = 10_000
const RETRY_PAUSE = { retryFirstMs: 1_000, retryLongestMs: 60_000 }
/** What an honest locator may pass on: its clock differs, or another locator was faster, or we are full. */
const HARMLESS: ReadonlySet<string> = new Set(['ENDPOINT_RECORD_EXPIRED', 'ENDPOINT_RECORD_STALE', 'LOCATOR_BUSY'])

export interface FollowerOptions {
  readonly locator: Address
  readonly rpc: (locator: Address) => Transport
  /** Whether a record is newer than what is known: asked before anything dear is done. */
  readonly wants: (record: SignedEndpointRecord) => boolean
  /** Judges a record as if its peer had announced it, and keeps it. Throws coded errors. */
  readonly take: (record: SignedEndpointRecord) => void
  readonly limits: LocatorLimits
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/**
 * Copies the records of another locator: all of them first, then what is new each second. It believes nothing of them: each is
 * judged by its own signature and sequence. Where locators follow each other in a circle, a record ends where it is known.
 */
export function createFollower(options: FollowerOptions): Loop {
  const { locator, rpc, limits, clock, random, logger } = options
  const quota = new CallQuota({ clock, callsPerMinute: limits.followedRecordsPerMinute, maxCallers: 2 })
  let journal = ''
  let place = 0n
  /** The records that it had before its list was read to the end; undefined: it was, once. */
  let recordsAtFirst: number | undefined = 0

  const lies = (reason: string) => fail('REMOTE_ERROR', { peer: locator, reason })

  /** @returns false when its minute is used up */
  const takeAll = (messages: readonly EndpointRecord[]): boolean => {
    let faults = 0
    for (const message of messages) {
      try {
        const record = endpointRecordFromMessage(message)
        if (!options.wants(record)) continue
        if (!quota.take(locator)) return false
        options.take(record)
      } catch (error) {
        if (isCoded(error) && HARMLESS.has(error.code)) continue
        logger.debug({ locator, reason: messageOf(error) }, 'a replicated record was refused')
        if (++faults > limits.followedFaultsPerPage) throw lies('it passes on records that nobody has signed')
      }
    }
    return true
  }

  const step = async (signal: AbortSignal): Promise<number> => {
    const client = createClient(LocatorService, rpc(locator))
    const page = await client.replicate({ journal, after: place }, { signal, timeoutMs: CALL_TIMEOUT_MS })
    if (page.records.length > limits.recordsPerPage) throw lies('its page has too many records')
    const known = page.journal === journal ? place : 0n
    if (page.place < known || (page.more && page.place === known))
      throw lies('its journal goes backwards')
      // Also past a page that is refused: it would be the same again.
    ;[journal, place] = [page.journal, page.place]
    if (!takeAll(page.records)) throw lies('it passes on more records than anybody has')
    if (recordsAtFirst !== undefined) {
      recordsAtFirst += page.records.length
      if (!page.more) {
        logger.info({ locator, records: recordsAtFirst }, 'another locator is followed')
        recordsAtFirst = undefined
      }
    }
    return page.more ? 0 : limits.followIntervalMs
  }

  return new Loop({ ...RETRY_PAUSE, name: `follow ${locator}`, clock, random, logger, step })
}
