import type { Address, Hex } from '@sonm/model'
import type { BookUpdate } from '@sonm/protocol'
import type { JudgedAgain } from '../orders/comparison.ts'
import type { VerifiedOffer } from '../orders/offers.ts'
import type { Stream } from '../orders/streams-compared.ts'
import { bestFirst } from './best-first.ts'

/** What one marketplace may make us hold. */
const MOST_HELD = 500

/** What a marketplace has shown in one stream and not taken back, and what of it is over all the same. */
export class HeldOrders {
  /** When it began. */
  readonly sinceMs: number
  /** It has met its bound of work. */
  isTruncated = false
  readonly #orders = new Map<Hex, VerifiedOffer>()
  readonly #toldAtMs = new Map<Hex, number>()
  readonly #over = new Set<Hex>()
  readonly #blamed = new Set<Hex>()

  constructor(sinceMs: number) {
    this.sinceMs = sinceMs
  }

  /** Also what is over: it was told, and would be told twice. */
  get told(): ReadonlySet<Hex> {
    return new Set(this.#orders.keys())
  }

  left(hashes: BookUpdate['left']): void {
    for (const hash of hashes as Hex[]) {
      this.#orders.delete(hash)
      this.#toldAtMs.delete(hash)
      this.#over.delete(hash)
      this.#blamed.delete(hash)
    }
  }

  entered(offers: readonly VerifiedOffer[], atMs: number): void {
    for (const offer of offers) {
      if (this.#orders.size >= MOST_HELD) return
      this.#orders.set(offer.hash, offer)
      this.#toldAtMs.set(offer.hash, atMs)
    }
  }

  live(nowSeconds: bigint): readonly VerifiedOffer[] {
    return [...this.#orders.values()].filter(
      ({ hash, ask }) => ask.order.expiresAtSeconds >= nowSeconds && !this.#over.has(hash),
    )
  }

  /** As others are held against it. */
  stream(marketplace: Address, nowSeconds: bigint): Stream {
    const live = this.live(nowSeconds).map((offer) => ({ offer, sinceMs: this.#toldAtMs.get(offer.hash)! }))
    return { marketplace, sinceMs: this.sinceMs, told: () => this.told, live, isTruncated: this.isTruncated }
  }

  /** What its marketplace was not blamed for yet: what can be taken before what is over, the best first. */
  toJudge(nowSeconds: bigint): readonly VerifiedOffer[] {
    const live = bestFirst(this.live(nowSeconds), undefined)
    const known = new Set(live)
    return [
      ...live,
      ...[...this.#orders.values()].filter((offer) => !known.has(offer) && !this.#blamed.has(offer.hash)),
    ]
  }

  /** @returns whether something has expired that had not */
  expire(nowSeconds: bigint): boolean {
    const expired = [...this.#orders.values()].filter(
      ({ hash, ask }) => ask.order.expiresAtSeconds < nowSeconds && !this.#over.has(hash),
    )
    for (const { hash } of expired) this.#over.add(hash)
    return expired.length > 0
  }

  /** @returns whether something is over that was not */
  judged({ over, blamed }: Pick<JudgedAgain, 'over' | 'blamed'>): boolean {
    const news = over.filter((hash) => this.#orders.has(hash) && !this.#over.has(hash))
    for (const hash of news) this.#over.add(hash)
    for (const hash of blamed) if (this.#orders.has(hash)) this.#blamed.add(hash)
    return news.length > 0
  }

  /** When the next of those expires that can be taken; undefined: none. */
  expiresAtSeconds(nowSeconds: bigint): bigint | undefined {
    const live = this.live(nowSeconds).map(({ ask }) => ask.order.expiresAtSeconds)
    return live.length === 0 ? undefined : live.reduce((one, other) => (one < other ? one : other))
  }
}
