import {
  type CancelTimer,
  type Clock,
  isCoded,
  type Logger,
  type Metrics,
  nowSeconds,
  repeat,
  type Startable,
} from '@sonm/common'
import { type Address, fail, type SignedEndpointRecord } from '@sonm/model'
import { callerHostOf, callerOf, type Network } from '@sonm/network'
import { endpointRecordFromMessage, endpointRecordToMessage, LocatorService, readHex } from '@sonm/protocol'
import { CallQuota } from './call-quota.ts'
import { type LocatorLimits, locatorLimits } from './limits.ts'
import { RecordTable } from './record-table.ts'

export interface LocatorOptions {
  readonly network: Network
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits?: Partial<LocatorLimits>
}

/** Who announces: need not be the record's address, which its signature proves. */
export interface Announcing {
  readonly address: Address
  /** His machine, as `callerHostOf` tells it. */
  readonly host: string
}

export interface Locator extends Startable {
  /**
   * As Announce of the API.
   * @param caller whose announcements are counted
   * @returns when to announce again, in Unix seconds
   */
  announce(record: SignedEndpointRecord, caller: Announcing): bigint
  /** As Resolve of the API. @throws PEER_UNKNOWN */
  resolve(address: Address): SignedEndpointRecord
}

/** Says where an address listens, as that address has signed it itself. Start it before the network lets others in. */
export function createLocator(options: LocatorOptions): Locator {
  const { network, clock, logger, metrics } = options
  const limits: LocatorLimits = { ...locatorLimits, ...options.limits }
  const records = new RecordTable(limits.records)
  const quotaOf = (callsPerMinute: number) =>
    new CallQuota({ clock, callsPerMinute, maxCallers: limits.callersCounted })
  const keyQuota = quotaOf(limits.announcementsPerMinute)
  const hostQuota = quotaOf(limits.announcementsPerMinuteOfHost)
  const known = metrics.gauge('sonm_locator_records_count', 'Addresses whose endpoints are known')
  const calls = metrics.counter('sonm_locator_calls_total', 'Calls by method and outcome', ['method', 'outcome'])
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

  const announce = (record: SignedEndpointRecord, caller: Announcing): bigint =>
    counted('announce', () => {
      if (!keyQuota.take(caller.address)) {
        throw fail('LOCATOR_BUSY', { what: 'announcements a minute', limit: limits.announcementsPerMinute })
      }
      if (!hostQuota.take(caller.host)) {
        const limit = limits.announcementsPerMinuteOfHost
        throw fail('LOCATOR_BUSY', { what: 'announcements of one host a minute', limit })
      }
      records.put(record, caller.host, now())
      known.set(records.size)
      const renewBefore = now() + limits.renewSeconds
      if (record.expiresAtSeconds < renewBefore) return record.expiresAtSeconds
      return renewBefore
    })

  const resolve = (address: Address) => counted('resolve', () => records.get(address, now()))

  return {
    announce,
    resolve,
    async start() {
      network.serve({
        routes: (router) =>
          router.service(LocatorService, {
            announce: (message, context) => {
              const caller = { address: callerOf(context), host: callerHostOf(context) }
              return { renewBeforeSeconds: announce(endpointRecordFromMessage(message), caller) }
            },
            resolve: ({ address }) => endpointRecordToMessage(resolve(readHex('address', address, 20))),
          }),
      })
      cancelSweep = repeat(clock, limits.sweepIntervalMs, () => {
        records.sweep(now())
        known.set(records.size)
      })
      logger.debug({ records: limits.records }, 'the locator serves')
    },
    async stop() {
      cancelSweep()
    },
  }
}
