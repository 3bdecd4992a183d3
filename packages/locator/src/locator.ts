import {
  type CancelTimer,
  type Clock,
  isCoded,
  type Logger,
  type Metrics,
  nowSeconds,
  type Random,
  repeat,
} from '@sonm/common'
import { type Address, fail, type SignedEndpointRecord, toHex } from '@sonm/model'
import { meteredRouter, type Network, ReadCredit } from '@sonm/network'
import { admission, requestMaxBytesOf } from './admission.ts'
import type { Announcing, Locator, ReplicatedPage } from './api.ts'
import { CallQuota } from './call-quota.ts'
import { createFollower } from './follower.ts'
import { type LocatorLimits, locatorLimits } from './limits.ts'
import { RecordTable } from './record-table.ts'
import { locatorRoutes } from './routes.ts'

export interface LocatorOptions {
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  /** Other locators whose records are copied; the network must know where they listen. */
  readonly follow?: readonly Address[]
  readonly limits?: Partial<LocatorLimits>
}

/** Says where an address listens, as that address has signed it itself. Start it before the network lets others in. */
export function createLocator(options: LocatorOptions): Locator {
  const { network, clock, random, logger, metrics, follow = [] } = options
  const limits: LocatorLimits = { ...locatorLimits, ...options.limits }
  const records = new RecordTable(limits.records)
  const quotaOf = (callsPerMinute: number) =>
    new CallQuota({ clock, callsPerMinute, maxCallers: limits.callersCounted })
  const keyQuota = quotaOf(limits.announcementsPerMinute)
  const hostQuota = quotaOf(limits.announcementsPerMinuteOfHost)
  const spent = fail('LOCATOR_BUSY', {
    what: 'milliseconds of work a second for the calls of one host',
    limit: limits.readMsPerSecondPerHost,
  })
  const credit = new ReadCredit({ clock, limits: { ...limits, sendersKept: limits.callersCounted }, spent })
  const pageQuota = quotaOf(limits.pagesPerMinuteOfHost)
  const known = metrics.gauge('sonm_locator_records_count', 'Addresses whose endpoints are known')
  const calls = metrics.counter('sonm_locator_calls_total', 'Calls by method and outcome', ['method', 'outcome'])
  const journal = toHex(random.bytes(8))
  const now = () => BigInt(nowSeconds(clock))
  let cancelSweep: CancelTimer = () => {}

  const counted = <Result>(method: string, work: () => Result): Result => {
    try {
      const result = work()
      calls.inc({ method, outcome: 'ok' })
      return result
    } catch (error) {
      calls.inc({ method, outcome: isCoded(error) ? error.code : 'INTERNAL' })
      throw error
    }
  }

  const put = (record: SignedEndpointRecord, host: string) => {
    records.put(record, host, now())
    known.set(records.size)
  }

  const announce = (record: SignedEndpointRecord, caller: Announcing): bigint =>
    counted('announce', () => {
      if (!keyQuota.take(caller.address)) {
        throw fail('LOCATOR_BUSY', { what: 'announcements a minute', limit: limits.announcementsPerMinute })
      }
      if (!hostQuota.take(caller.host)) {
        const limit = limits.announcementsPerMinuteOfHost
        throw fail('LOCATOR_BUSY', { what: 'announcements of one host a minute', limit })
      }
      put(record, caller.host)
      const renewBefore = now() + limits.renewSeconds
      if (record.expiresAtSeconds < renewBefore) return record.expiresAtSeconds
      return renewBefore
    })

  const resolve = (address: Address) => counted('resolve', () => records.get(address, now()))

  const replicate = (from: { journal: string; after: number }, host: string): ReplicatedPage =>
    counted('replicate', () => {
      if (!pageQuota.take(host)) {
        throw fail('LOCATOR_BUSY', { what: 'pages of one host a minute', limit: limits.pagesPerMinuteOfHost })
      }
      const after = from.journal === journal ? from.after : 0
      return { journal, ...records.after(after, limits.recordsPerPage, now()) }
    })

  const followers = follow.map((locator) =>
    createFollower({
      locator,
      rpc: (address) => network.rpc(address),
      wants: (record) => records.wants(record),
      // All that one locator passes on shares one place among the hosts: should it flood, its own records give way.
      take: (record) => counted('follow', () => put(record, `locator ${locator}`)),
      limits,
      clock,
      random,
      logger,
    }),
  )

  const locator: Locator = {
    announce,
    resolve,
    replicate,
    async start() {
      const routes = locatorRoutes(locator, limits)
      network.serve({
        admit: admission(credit, limits),
        requestMaxBytes: requestMaxBytesOf(limits),
        routes: (router) => routes(meteredRouter(router, credit, { isAdmitted: true })),
      })
      cancelSweep = repeat(clock, limits.sweepIntervalMs, () => {
        records.sweep(now())
        known.set(records.size)
      })
      await Promise.all(followers.map((follower) => follower.start()))
      logger.debug({ records: limits.records, follow }, 'the locator serves')
    },
    async stop() {
      cancelSweep()
      await Promise.all(followers.map((follower) => follower.stop()))
    },
  }
  return locator
}
