import { type Checkpoint, readCheckpoint, writeCheckpoint } from '@sonm/chain'
import { openStore, seededRandom } from '@sonm/common'
import { type Deal, scoreRules } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MarketStory } from '../testing/market-story.ts'
import { ChainRecords } from './chain-records.ts'
import type { ClassOfAsk } from './market-class.ts'
import { DealIndex, foldEvents } from './market-fold.ts'
import { type DataTables, dataMigration } from './schema.ts'
import { INTERVALS_SECONDS } from './trades.ts'

const CLASSES: readonly (ClassOfAsk | undefined)[] = [
  { marketClass: 'cpu', unitHundredths: 400 },
  { marketClass: 'gpu:rtx4090', unitHundredths: 200 },
  undefined,
]
/** By the deal alone, so that it comes out the same when it is read again. */
const classify = ({ pricePerSecond }: Deal) => CLASSES[Number(pricePerSecond % 7n) % CLASSES.length]
const fold = { rules: scoreRules, classify }

/** What a marketplace does with its records, without the timers. */
class Reader {
  readonly records: ChainRecords
  readonly deals = new DealIndex()
  checkpoint: Checkpoint = []

  private constructor(records: ChainRecords) {
    this.records = records
  }

  static async open(store: Awaited<ReturnType<typeof openData>>): Promise<Reader> {
    const reader = new Reader(new ChainRecords({ store, member: '0xab' }))
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
      const change = foldEvents((dealId) => this.deals.get(dealId), story.events(from, to), fold)
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

function openData() {
  return openStore<DataTables>(':memory:', [dataMigration])
}

const acts = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 12 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('reorg' as const), depth: fc.integer({ min: 1, max: 40 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  ),
  { minLength: 3, maxLength: 12 },
)

test('whatever the reorgs and restarts, the records are as if the last chain had been read once', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.integer({ min: 1, max: 7 }), fc.nat(), async (script, blocksPerStep, seed) => {
      const story = new MarketStory(seededRandom(seed))
      const store = await openData()
      const scratch = await openData()
      let reader = await Reader.open(store)
      for (const act of script) {
        if (act.kind === 'mine') for (let block = 0; block < act.blocks; block++) story.mine()
        else if (act.kind === 'reorg') story.drop(act.depth)
        else reader = await Reader.open(store)
        await reader.read(story, blocksPerStep)
      }
      const fresh = await Reader.open(scratch)
      await fresh.read(story, blocksPerStep)
      expect(await reader.all()).toEqual(await fresh.all())
      expect(await (await Reader.open(store)).all()).toEqual(await fresh.all())
      expect(reader.checkpoint.at(-1)).toEqual(fresh.checkpoint.at(-1))
      await Promise.all([store.destroy(), scratch.destroy()])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('history adds up: the volume of minutes, hours and days is what was paid, and no price is outside of low and high', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const story = new MarketStory(seededRandom(seed))
      for (let block = 0; block < 60; block++) story.mine()
      const store = await openData()
      const reader = await Reader.open(store)
      await reader.read(story, 10)
      const states = [...reader.deals.masters()].flatMap((master) => reader.deals.ofMaster(master))
      const paidWei = states.reduce((sum, state) => sum + state.paidWei, 0n)
      for (const interval of INTERVALS_SECONDS) {
        const buckets = await reader.records.buckets('all', interval, 0, 2 ** 40)
        expect(buckets.reduce((sum, { volumeWei }) => sum + volumeWei, 0n)).toBe(paidWei)
        expect(buckets.reduce((sum, { deals }) => sum + deals, 0)).toBe(states.length)
      }
      for (const { open, high, low, close, deals } of await reader.records.buckets('cpu', 3_600, 0, 2 ** 40)) {
        expect([open, high, low, close].every((price) => (price === undefined) === (deals === 0))).toBe(true)
        if (open === undefined) continue
        expect(low! <= open && open <= high! && low! <= close! && close! <= high!).toBe(true)
      }
      await store.destroy()
    }),
    { numRuns: 10 },
  )
}, 30_000)

test('a change that cannot be stored leaves no trace, and comes again', async () => {
  const story = new MarketStory(seededRandom(5))
  for (let block = 0; block < 20; block++) story.mine()
  const store = await openData()
  const reader = await Reader.open(store)
  const change = foldEvents(() => undefined, story.events(1, 20), fold)
  const checkpoint = readCheckpoint(writeCheckpoint([{ number: 20n, hash: story.hash(20) }]))
  await expect(
    reader.records.add({ ...change, trades: [...change.trades, ...change.trades] }, checkpoint),
  ).rejects.toThrow()
  expect(await reader.records.checkpoint()).toBeUndefined()
  expect(await reader.records.classes()).toEqual([])
  await reader.records.add(change, checkpoint)
  expect(await reader.records.checkpoint()).toEqual(checkpoint)
  await store.destroy()
})
