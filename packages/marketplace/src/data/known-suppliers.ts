import { type Address, IDENTITY_LEVELS } from '@sonm/model'
import type { AskBook, SupplierFacts } from '../book/search.ts'
import type { DealIndex } from './market-fold.ts'
import type { SupplierScores } from './supplier-scores.ts'

/** What the chain's history says of the suppliers of asks. */
export class KnownSuppliers {
  readonly #deals: DealIndex
  readonly #scores: SupplierScores

  constructor({ deals, scores }: { readonly deals: DealIndex; readonly scores: SupplierScores }) {
    this.#deals = deals
    this.#scores = scores
  }

  /** @param hub who signs the ask @param known what is known of him otherwise */
  of(hub: Address, known?: SupplierFacts): SupplierFacts {
    const master = known?.master ?? this.#deals.masterOf(hub)
    return {
      identity: IDENTITY_LEVELS.anonymous,
      isCountryContradicted: false,
      ...known,
      master,
      reliability: this.#scores.of(master),
    }
  }

  /** Has the asks of a supplier's hubs carry his score from now on. @returns what ends it */
  feed(book: Pick<AskBook, 'update'> & { supplierOf(hub: Address): SupplierFacts | undefined }): () => void {
    return this.#scores.onChange((master) => {
      for (const hub of this.#deals.hubsOf(master)) {
        const known = book.supplierOf(hub)
        if (known) book.update(hub, this.of(hub, known))
      }
    })
  }
}
