import type { Checkpoint } from '@sonm/chain'
import { type Deal, scoreRules } from '@sonm/model'
import { ChainRecords } from '../data/chain-records.ts'
import type { ClassOfAsk } from '../data/market-class.ts'
import { DealIndex, foldEvents } from '../data/market-fold.ts'
import type { DataStore } from '../data/schema.ts'
import { INTERVALS_SECONDS } from '../data/trades.ts'
import type { MarketStory } from './market-story.ts'

const CLASSES: readonly (ClassOfAsk | undefined)[] = [
  { marketClass: 'cpu', unitHundredths: 400 },
  { marketClass: 'gpu:rtx4090', unitHundredths: 200 },
  undefined,
]
/** By the deal alone, so that it comes out the same when it is read again. */
const classify = ({ pricePerSecond }: Deal) => CLASSES[Number(pricePerSecond % 7n) % CLASSES.length]
export const storyFold = { rules: scoreRules, classify }

/** What a marketplace does with its records, without the timers. */
export class RecordsReader {
  readonly records: ChainRecords
  readonly deals = new DealIndex()
  checkpoint: Checkpoint = []

  private constructor(records: ChainRecords) {
    this.records = records
  }

  static async open(store: DataStore): Promise<RecordsReader> {
    const reader = new RecordsReader(new ChainRecords({ store, member: '0xab' }))
    await reader.records.load((states) => states.forEach((state) => void reader.deals.put(state)))
    reader.checkpoint = (await reader.records.checkpoint()) ?? []
    return reader
  }

  async read(story: MarketStory, blocksPerStep: number): Promise<void> {
    const stands = this.checkpoint.filter(
      ({ number, hash }) => Number(number) <= story.height && story.hash(Number(number)) === hash,
    )
    if (stands.length < this.checkpoint.length) {
      this.checkpoint = stands
      for (const { dealId, state } of await this.records.rollBack(stands.at(-1)?.number ?? 0n, stands)) {
        if (state) this.deals.put(state)
        else this.deals.remove(dealId)
      }
    }
    for (let from = Number(this.checkpoint.at(-1)?.number ?? 0n) + 1; from <= story.height; from += blocksPerStep) {
      const to = Math.min(story.height, from + blocksPerStep - 1)
      // Few blocks, so that old states and trades are forgotten while the story lasts.
      const checkpoint = [...this.checkpoint, { number: BigInt(to), hash: story.hash(to) }].slice(-6)
      const change = foldEvents((dealId) => this.deals.get(dealId), story.events(from, to), storyFold)
      await this.records.add(change, checkpoint)
      for (const { state } of change.states) this.deals.put(state)
      this.checkpoint = checkpoint
    }
  }

  async all(): Promise<unknown> {
    const classes = await this.records.classes()
    const buckets = await Promise.all(
      classes.flatMap((name) => INTERVALS_SECONDS.map((interval) => this.records.buckets(name, interval, 0, 2 ** 40))),
    )
    const masters = [...this.deals.masters()].sort()
    return { classes, buckets, deals: masters.map((master) => this.deals.ofMaster(master)) }
  }
}
