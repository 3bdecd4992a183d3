import { historyRows, type Stretch } from './history.ts'
import type { Quote } from './quotes.ts'
import type { DataStore, QuoteRow } from './schema.ts'
import { INTERVALS_SECONDS, startOf } from './trades.ts'

const text = (wei: bigint | undefined) => (wei === undefined ? null : String(wei))

/** What was offered and sold of a class when the book was looked at. */
export interface ClassSnapshot {
  readonly marketClass: string
  readonly quote: Quote | undefined
  readonly soldHundredths: number
}

/** The snapshots of the book on disk: of each interval the last. */
export class QuoteRows {
  readonly #store: DataStore
  readonly #member: string

  constructor({ store, member }: { store: DataStore; member: string }) {
    this.#store = store
    this.#member = member
  }

  async put(atSeconds: number, snapshots: readonly ClassSnapshot[]): Promise<void> {
    const rows = snapshots.flatMap((snapshot) =>
      INTERVALS_SECONDS.map((interval) => this.#rowOf(snapshot, interval, atSeconds)),
    )
    if (rows.length === 0) return
    await this.#store
      .insertInto('data_quote')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['member', 'market_class', 'interval_seconds', 'start_seconds']).doUpdateSet(({ ref }) => ({
          best_wei: ref('excluded.best_wei'),
          median_wei: ref('excluded.median_wei'),
          suppliers: ref('excluded.suppliers'),
          offered_hundredths: ref('excluded.offered_hundredths'),
          sold_hundredths: ref('excluded.sold_hundredths'),
        })),
      )
      .execute()
  }

  /** Oldest first. */
  between(...stretch: Stretch): Promise<readonly QuoteRow[]> {
    return historyRows(this.#store, 'data_quote', this.#member, stretch)
  }

  #rowOf({ marketClass, quote, soldHundredths }: ClassSnapshot, interval: number, atSeconds: number): QuoteRow {
    return {
      member: this.#member,
      market_class: marketClass,
      interval_seconds: interval,
      start_seconds: startOf(atSeconds, interval),
      best_wei: text(quote?.bestWei),
      median_wei: text(quote?.medianWei),
      suppliers: quote?.suppliers ?? 0,
      offered_hundredths: quote?.offeredHundredths ?? 0,
      sold_hundredths: soldHundredths,
    }
  }
}

/** Sold of all that is sold or offered, in ten-thousandths. */
export function utilisation(soldHundredths: number, offeredHundredths: number): number {
  const all = soldHundredths + offeredHundredths
  return all === 0 ? 0 : Math.round((10_000 * soldHundredths) / all)
}
