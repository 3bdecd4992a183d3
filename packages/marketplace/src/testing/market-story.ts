import type { MarketEvent } from '@sonm/chain'
import type { Random } from '@sonm/common'
import {
  type Address,
  billDeal,
  closeDeal,
  type Deal,
  endsAtSeconds,
  type Hex,
  type MarketModelEvent,
} from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'

const SNM = 10n ** 18n

export function account(kind: string, at: number): Address {
  return `0x${Buffer.from(`${kind}${at}`).toString('hex').padEnd(40, '0')}`
}

/** A made-up market: deals are opened, billed and closed at random, by the model's own rules. */
export class MarketStory {
  readonly #random: Random
  readonly #deals = new Map<bigint, Deal>()
  readonly #blocks: { readonly deals: ReadonlyMap<bigint, Deal>; readonly events: readonly MarketEvent[] }[] = []
  /** Blocks of different branches have different hashes. */
  #branch = 0
  #atSeconds: bigint
  #lastId = 0n

  constructor(random: Random, startSeconds = 1_767_225_600n) {
    this.#random = random
    this.#atSeconds = startSeconds
  }

  get height(): number {
    return this.#blocks.length
  }

  get nowSeconds(): bigint {
    return this.#atSeconds
  }

  hash(number: number): Hex {
    return this.#hashes[number - 1]!
  }

  readonly #hashes: Hex[] = []

  /** The events of the blocks from one to another, both included; the first is 1. */
  events(from: number, to: number): readonly MarketEvent[] {
    return this.#blocks.slice(from - 1, to).flatMap(({ events }) => events)
  }

  mine(): void {
    // Now and then hours pass, so that the history has more than one day.
    this.#atSeconds += BigInt(1 + this.#random.integer(this.#random.integer(4) === 0 ? 30_000 : 60))
    const changes = Array.from({ length: this.#random.integer(4) }, () => this.#change()).flat()
    const blockNumber = BigInt(this.#blocks.length + 1)
    const blockHash: Hex = `0x${`${this.#branch}`.padStart(8, '0')}${blockNumber.toString(16).padStart(56, '0')}`
    const events = changes.map((event, logIndex) => ({
      ...event,
      blockNumber,
      blockHash,
      logIndex,
      txHash: blockHash,
      timestampSeconds: this.#atSeconds,
    }))
    this.#blocks.push({ deals: new Map(this.#deals), events })
    this.#hashes.push(blockHash)
  }

  /** Takes blocks away; those that come in their place tell another story. */
  drop(count: number): void {
    this.#blocks.splice(Math.max(0, this.#blocks.length - count))
    this.#hashes.splice(this.#blocks.length)
    this.#branch += 1
    this.#deals.clear()
    for (const [id, deal] of this.#blocks.at(-1)?.deals ?? []) this.#deals.set(id, deal)
  }

  #change(): MarketModelEvent[] {
    const open = [...this.#deals.values()]
    const deal = open[this.#random.integer(open.length + 1)]
    if (!deal || this.#random.integer(4) === 0) return [this.#open()]
    const at = { nowSeconds: this.#atSeconds, buyerFreeWei: BigInt(this.#random.integer(2)) * 1_000n * SNM }
    if (this.#random.integer(3) > 0) {
      const billed = billDeal(deal, at)
      if (!billed) return []
      this.#deals.set(deal.id, billed.deal)
      const { pricePerSecond, lockedWei, billedUntilSeconds, amendments } = billed.deal
      const money = { pricePerSecond, lockedWei, billedUntilSeconds, amendments }
      return [{ kind: 'dealBilled', dealId: deal.id, paidWei: billed.paidWei, money }]
    }
    return this.#close(deal)
  }

  #open(): MarketModelEvent {
    const supplier = this.#random.integer(4)
    const pricePerSecond = BigInt(1 + this.#random.integer(1000)) * 10n ** 12n
    const deal = sampleDeal({
      // Also on another branch no deal has the number of one before it.
      id: ++this.#lastId,
      buyer: account('buyer', this.#random.integer(5)),
      hub: account('hub', supplier),
      master: account('master', supplier),
      pricePerSecond,
      startedAtSeconds: this.#atSeconds,
      billedUntilSeconds: this.#atSeconds,
      durationSeconds: this.#random.integer(2) === 0 ? 0n : 7_200n,
      lockedWei: pricePerSecond * 3_600n,
      bondWei: SNM,
    })
    this.#deals.set(deal.id, deal)
    return { kind: 'dealOpened', deal }
  }

  #close(deal: Deal): MarketModelEvent[] {
    this.#deals.delete(deal.id)
    const { paidWei, returnedWei } = closeDeal(deal, this.#atSeconds)
    const by = [deal.buyer, deal.hub, deal.master][this.#random.integer(3)]!
    const closed: MarketModelEvent = { kind: 'dealClosed', dealId: deal.id, paidWei, returnedWei, by }
    const left = deal.durationSeconds > 0n && by === deal.master && (endsAtSeconds(deal) ?? 0n) > this.#atSeconds
    return left ? [closed, { kind: 'bondPaid', dealId: deal.id, amountWei: deal.bondWei }] : [closed]
  }
}
