import {
  type Address,
  fail,
  isNewer,
  MAX_RECORD_TTL_SECONDS,
  RECORD_CLOCK_SKEW_SECONDS,
  type SignedEndpointRecord,
  verifyRecord,
} from '@sonm/model'
import { Journal } from './journal.ts'

interface Entry {
  readonly record: SignedEndpointRecord
  /** The host that it is counted for. */
  readonly host: string
  /** Until then the sequence is remembered: no older record of this address can still be valid after it. */
  readonly rememberUntilSeconds: bigint
}

/**
 * The newest record of each address. In memory alone: records live for minutes, and their peers announce them again. Keys cost
 * nothing, so when it is full the hosts share it: the host with the most records gives its oldest to one that has fewer.
 */
export class RecordTable {
  readonly #maxRecords: number
  readonly #entries = new Map<Address, Entry>()
  /** The addresses that each host announced, oldest first. */
  readonly #ofHost = new Map<string, Set<Address>>()
  readonly #journal = new Journal()

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords
  }

  get size(): number {
    return this.#entries.size
  }

  /** Whether `put` would have to look at more than the sequence. */
  wants(record: SignedEndpointRecord): boolean {
    const known = this.#entries.get(record.address)?.record
    return !known || isNewer(record, known)
  }

  /** The records after a place in the journal, oldest first, as far as they still hold. */
  after(place: number, most: number, nowSeconds: bigint) {
    const { addresses, ...page } = this.#journal.after(place, most)
    const records = addresses.map((address) => this.#entries.get(address)!.record)
    return { ...page, records: records.filter(({ expiresAtSeconds }) => expiresAtSeconds > nowSeconds) }
  }

  /**
   * Takes a record that is newer than the known one; the same once more changes nothing.
   * @param host the machine that announces it
   * @throws ENDPOINT_RECORD_INVALID, ENDPOINT_RECORD_EXPIRED, SIGNATURE_INVALID, ENDPOINT_RECORD_STALE, LOCATOR_BUSY
   */
  put(record: SignedEndpointRecord, host: string, nowSeconds: bigint): void {
    const { address } = record
    verifyRecord(record, nowSeconds)
    const entry = this.#entries.get(address)
    const known = entry?.record
    if (known && !isNewer(record, known)) {
      if (record.signature === known.signature) return
      throw fail('ENDPOINT_RECORD_STALE', {
        address,
        sequence: String(record.sequence),
        known: String(known.sequence),
      })
    }
    if (!entry && this.#entries.size >= this.#maxRecords) this.#makeRoom(host)
    // Who passes on a stranger's newer record, known from another locator, must not draw it to a host whose records give way.
    const payer = entry && this.#countOf(entry.host) < this.#countOf(host) ? entry.host : host
    if (entry) this.#forget(address)
    const rememberUntilSeconds = nowSeconds + MAX_RECORD_TTL_SECONDS + RECORD_CLOCK_SKEW_SECONDS
    this.#entries.set(address, { record, host: payer, rememberUntilSeconds })
    const ofPayer = this.#ofHost.get(payer) ?? new Set()
    this.#ofHost.set(payer, ofPayer.add(address))
    this.#journal.add(address)
  }

  /** @throws PEER_UNKNOWN */
  get(address: Address, nowSeconds: bigint): SignedEndpointRecord {
    const record = this.#entries.get(address)?.record
    if (!record || record.expiresAtSeconds <= nowSeconds) throw fail('PEER_UNKNOWN', { address })
    return record
  }

  /** Forgets what can matter no more. */
  sweep(nowSeconds: bigint): void {
    for (const [address, { rememberUntilSeconds }] of this.#entries) {
      if (rememberUntilSeconds < nowSeconds) this.#forget(address)
    }
  }

  /** @throws LOCATOR_BUSY when no host would still have as many records as this one after giving it a place */
  #makeRoom(host: string): void {
    let most: ReadonlySet<Address> = new Set()
    for (const addresses of this.#ofHost.values()) if (addresses.size > most.size) most = addresses
    const [oldest] = most
    if (oldest === undefined || most.size <= this.#countOf(host) + 1) {
      throw fail('LOCATOR_BUSY', { what: 'addresses', limit: this.#maxRecords })
    }
    this.#forget(oldest)
  }

  #countOf(host: string): number {
    return this.#ofHost.get(host)?.size ?? 0
  }

  #forget(address: Address): void {
    const { host } = this.#entries.get(address)!
    this.#entries.delete(address)
    this.#journal.forget(address)
    const ofHost = this.#ofHost.get(host)!
    ofHost.delete(address)
    if (ofHost.size === 0) this.#ofHost.delete(host)
  }
}
