import type { LiveOrder } from '../orders/live-order.ts'
import { AskBlock, BLOCK_SIZE, COLUMN } from './ask-block.ts'
import type { AskQuery } from './ask-query.ts'
import { bookedAsk } from './booked-ask.ts'
import { type AskRequirement, requirementsOf } from './requirements.ts'

export interface SearchResult {
  /** Cheapest first, then oldest first. */
  readonly offers: readonly LiveOrder[]
  /** All that fit, beyond the limit too. */
  readonly total: number
  /** For each requirement that turns any ask away by itself: how many. */
  readonly rejections: ReadonlyMap<AskRequirement['name'], number>
}

/** The live asks in the order of price and age, in blocks so that an insertion moves few of them. */
export class OrderBook {
  readonly #blocks: AskBlock[] = []
  /** Scratch of a search: which asks of the block in hand fail one requirement, and which fail any or are over. */
  readonly #rejected = new Uint8Array(BLOCK_SIZE + 1)
  readonly #out = new Uint8Array(BLOCK_SIZE + 1)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @throws ORDER_INVALID when the ask's details are none; then it is not in the book */
  insert(live: LiveOrder): void {
    const ask = bookedAsk(live)
    const at = this.#blockOf(live)
    const block = this.#blocks[at] ?? new AskBlock()
    if (at === this.#blocks.length) this.#blocks.push(block)
    block.insert(positionIn(block, live), ask)
    this.#size++
    if (block.length > BLOCK_SIZE) this.#blocks.splice(at + 1, 0, block.split())
  }

  /** False when it was not in the book. */
  remove(live: LiveOrder): boolean {
    const at = this.#blockOf(live)
    const block = this.#blocks[at]
    if (!block) return false
    const position = positionIn(block, live)
    if (block.asks[position]?.live.sequence !== live.sequence) return false
    block.remove(position)
    this.#size--
    const next = this.#blocks[at + 1]
    if (block.length === 0) this.#blocks.splice(at, 1)
    else if (next && block.length + next.length <= BLOCK_SIZE / 2) {
      block.absorb(next)
      this.#blocks.splice(at + 1, 1)
    }
    return true
  }

  /**
   * The asks that satisfy every requirement, and how many each requirement turns away when it stands alone.
   * @param options.liveUntilSeconds asks that expire before are as if they were not there
   */
  search(query: AskQuery, options: { limit: number; liveUntilSeconds: bigint }): SearchResult {
    const requirements = requirementsOf(query)
    const turnedAway = requirements.map(() => 0)
    const offers: LiveOrder[] = []
    let total = 0
    for (const block of this.#blocks) {
      const out = this.#markOver(block, Number(options.liveUntilSeconds))
      const over = out.slice(0, block.length)
      requirements.forEach(({ reject }, i) => {
        turnedAway[i]! += this.#markRejected(block, reject, over, out)
      })
      for (let at = 0; at < block.length; at++) {
        if (out[at] === 1) continue
        total++
        if (offers.length < options.limit) offers.push(block.asks[at]!.live)
      }
    }
    const rejections = requirements.map(({ name }, i) => [name, turnedAway[i]!] as const)
    return { offers, total, rejections: new Map(rejections.filter(([, count]) => count > 0)) }
  }

  #markOver(block: AskBlock, liveUntilSeconds: number): Uint8Array {
    const out = this.#out
    const expiresAt = block.column(COLUMN.expiresAtSeconds)
    for (let at = 0; at < block.length; at++) out[at] = expiresAt[at]! < liveUntilSeconds ? 1 : 0
    return out
  }

  /** Counts the asks that this requirement alone turns away, and marks them as out. */
  #markRejected(block: AskBlock, reject: AskRequirement['reject'], over: Uint8Array, out: Uint8Array): number {
    const rejected = this.#rejected.fill(0)
    reject(block, rejected)
    let count = 0
    for (let at = 0; at < block.length; at++) {
      count += rejected[at]! & ~over[at]!
      out[at]! |= rejected[at]!
    }
    return count
  }

  /** The first block whose last ask does not come before this one; else the last. */
  #blockOf(live: LiveOrder): number {
    let low = 0
    let high = Math.max(0, this.#blocks.length - 1)
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(this.#blocks[middle]!.last!, live) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Where the ask stands, or would stand. */
function positionIn(block: AskBlock, live: LiveOrder): number {
  let low = 0
  let high = block.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(block.asks[middle]!.live, live) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** By price, then by age. The sequence makes every place unique: among a flood of equal prices too, each is found at once. */
function compare(a: LiveOrder, b: LiveOrder): number {
  const [priceA, priceB] = [a.signed.order.pricePerSecond, b.signed.order.pricePerSecond]
  if (priceA !== priceB) return priceA < priceB ? -1 : 1
  return a.sequence - b.sequence
}
