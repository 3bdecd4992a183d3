import {
  type Address,
  fail,
  isNewer,
  MAX_RECORD_TTL_SECONDS,
  RECORD_CLOCK_SKEW_SECONDS,
  type SignedEndpointRecord,
  verifyRecord,
} from '@sonm/model'

interface Entry {
  readonly record: SignedEndpointRecord
  /** Until then the sequence is remembered: no older record of this address can still be valid after it. */
  readonly rememberUntilSeconds: bigint
}

/** The newest record of each address. In memory alone: records live for minutes, and their peers announce them again. */
export class RecordTable {
  readonly #maxRecords: number
  readonly #entries = new Map<Address, Entry>()

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords
  }

  get size(): number {
    return this.#entries.size
  }

  /**
   * Takes a record that is newer than the known one; the same once more changes nothing.
   * @throws ENDPOINT_RECORD_INVALID, ENDPOINT_RECORD_EXPIRED, SIGNATURE_INVALID, ENDPOINT_RECORD_STALE, LOCATOR_BUSY
   */
  put(record: SignedEndpointRecord, nowSeconds: bigint): void {
    const { address } = record
    const known = this.#entries.get(address)?.record
    if (!known && this.#entries.size >= this.#maxRecords) {
      throw fail('LOCATOR_BUSY', { what: 'addresses', limit: this.#maxRecords })
    }
    verifyRecord(record, nowSeconds)
    if (known && !isNewer(record, known)) {
      if (record.signature === known.signature) return
      throw fail('ENDPOINT_RECORD_STALE', {
        address,
        sequence: String(record.sequence),
        known: String(known.sequence),
      })
    }
    const rememberUntilSeconds = nowSeconds + MAX_RECORD_TTL_SECONDS + RECORD_CLOCK_SKEW_SECONDS
    this.#entries.set(address, { record, rememberUntilSeconds })
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
      if (rememberUntilSeconds < nowSeconds) this.#entries.delete(address)
    }
  }
}
