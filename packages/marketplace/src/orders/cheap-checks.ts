import {
  checkOrder,
  fail,
  MAX_DETAILS_BYTES,
  MAX_ORDER_LIFETIME_SECONDS,
  type SignedOrder,
  ZERO_BYTES32,
} from '@sonm/model'
import type { KnownDocuments } from './known-documents.ts'

/** Everything about an order that needs neither its signature nor the chain: a twentieth of what a signature costs. */
export class CheapChecks {
  readonly #bidLifetimeSeconds: bigint
  readonly #documents: KnownDocuments

  constructor(options: { bidLifetimeSeconds: bigint; documents: KnownDocuments }) {
    this.#bidLifetimeSeconds = options.bidLifetimeSeconds
    this.#documents = options.documents
  }

  /** @throws ORDER_INVALID, ORDER_EXPIRED, SIGNATURE_INVALID */
  check({ order, details, signature }: SignedOrder, now: bigint): void {
    const invalid = (field: string, reason: string) => fail('ORDER_INVALID', { field, reason })
    const foreignDetails = () => invalid('details', 'they are not what detailsHash commits to')
    if (details.length > MAX_DETAILS_BYTES) throw invalid('details', `they are longer than ${MAX_DETAILS_BYTES} bytes`)
    checkOrder(order)
    // Good in the second of its expiry, as in the contract.
    if (order.expiresAtSeconds < now) throw fail('ORDER_EXPIRED', { expiredAt: isoSeconds(order.expiresAtSeconds) })
    if (order.expiresAtSeconds > now + MAX_ORDER_LIFETIME_SECONDS) {
      throw invalid('expiresAtSeconds', `it lies more than ${MAX_ORDER_LIFETIME_SECONDS / 3600n} h ahead`)
    }
    if (order.side === 'ask') {
      if (this.#documents.take(details).hash !== order.detailsHash) throw foreignDetails()
    } else {
      if (details !== '') throw invalid('details', 'a bid has none')
      if (order.detailsHash !== ZERO_BYTES32) throw foreignDetails()
      if (order.expiresAtSeconds > now + this.#bidLifetimeSeconds) {
        throw invalid('expiresAtSeconds', `for a bid it may lie ${this.#bidLifetimeSeconds / 60n} min ahead at most`)
      }
    }
    if (!/^0x[0-9a-f]{130}$/.test(signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  }
}

function isoSeconds(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString()
}
