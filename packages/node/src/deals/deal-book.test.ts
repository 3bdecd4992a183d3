import type { MarketEvent } from '@sonm/chain'
import type { Hex } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openNodeStore } from '../store.ts'
import { buyer, hub, master } from '../testing/world.ts'
import { DealBook } from './deal-book.ts'

const hash = (block: bigint): Hex => `0x${block.toString(16).padStart(64, '0')}`
const opened = sampleDeal({
  id: 7n,
  buyer: buyer.address,
  hub: hub.address,
  master,
  askHash: hash(99n),
})
const at = (block: bigint) => ({
  blockNumber: block,
  blockHash: hash(block),
  logIndex: 0,
  txHash: hash(block),
  timestampSeconds: 1000n + block * 100n,
})
const billed = (block: bigint) => ({ ...opened, billedUntilSeconds: 1000n + block * 100n })
const billing = (block: bigint): MarketEvent => {
  const { pricePerSecond, lockedWei, billedUntilSeconds, amendments } = billed(block)
  const money = { pricePerSecond, lockedWei, billedUntilSeconds, amendments }
  return { ...at(block), kind: 'dealBilled', dealId: 7n, paidWei: 1000n, money }
}
const events: readonly MarketEvent[] = [
  { ...at(0n), kind: 'dealOpened', deal: opened },
  billing(1n),
  billing(2n),
  { ...at(3n), kind: 'dealClosed', dealId: 7n, paidWei: 1000n, returnedWei: 35_000n, by: buyer.address },
]

async function createBook() {
  const closed: bigint[] = []
  const store = await openNodeStore(':memory:')
  const book = new DealBook({ store, account: buyer.address, onClosed: (dealId) => closed.push(dealId) })
  return { book, store, closed }
}

describe('the book of deals', () => {
  it('ends in the same state however often it hears of what happened', async () => {
    const heard = fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(heard, async (again) => {
        const { book, store } = await createBook()
        for (const index of events.keys()) {
          await book.applyEvents([events[index]!])
          for (const known of again) if (known <= index) await book.applyEvents([events[known]!])
        }
        const record = await book.get(7n)
        expect(record).toMatchObject({ closedAtSeconds: 1300n, returnedWei: 35_000n })
        expect(await book.status(record)).toMatchObject({ state: 'closed', paidWei: '3000', billedSeconds: 300n })
        await store.destroy()
      }),
      { numRuns: 50 },
    )
  })

  it('has what the receipt of our own closing says before and after the event comes', async () => {
    const { book, closed } = await createBook()
    await book.applyEvents(events.slice(0, 2))
    const receipt = { ...at(3n), gasUsed: 5n, feeWei: 5n, paidWei: 2000n, returnedWei: 34_000n }
    await book.closed(await book.get(7n), receipt)
    const before = await book.status(await book.get(7n))
    expect(before).toMatchObject({ state: 'closed', paidWei: '3000', closeGas: 5n })
    const end: MarketEvent = { ...events[3]!, paidWei: 2000n, returnedWei: 34_000n } as MarketEvent
    await book.applyEvents([end])
    expect(await book.status(await book.get(7n))).toEqual(before)
    expect(closed).toContain(7n)
  })

  it('goes back to the state of an earlier block when the chain is reorganised', async () => {
    const { book } = await createBook()
    const checkpoint = [0n, 1n, 2n, 3n].map((number) => ({ number, hash: hash(number) }))
    await book.applyEvents(events, checkpoint)
    await book.rollBack(1n, checkpoint.slice(0, 2))
    expect(await book.get(7n)).toMatchObject({ closedAtSeconds: undefined, deal: billed(1n) })
    expect(await book.checkpoint()).toEqual(checkpoint.slice(0, 2))
    await book.rollBack(-1n, [])
    expect(await book.find(7n)).toBeUndefined()
  })

  it('forgets a deal whose opening a reorg took back before the chain was followed there', async () => {
    const { book } = await createBook()
    const checkpoint = (block: bigint) => [{ number: block, hash: hash(block) }]
    await book.applyEvents([], checkpoint(4n))
    await book.opened(opened, { blockNumber: 6n, gasUsed: 5n })
    await book.applyEvents([], checkpoint(5n))
    expect(await book.find(7n)).toBeDefined()
    await book.applyEvents([], checkpoint(6n))
    expect(await book.find(7n)).toBeUndefined()
  })

  it('drops old states that no reorg can bring back, and keeps the one before them', async () => {
    const { book, store } = await createBook()
    await book.applyEvents(events, [{ number: 2n, hash: hash(2n) }])
    const blocks = await store.selectFrom('deal_state').select('block_number').execute()
    expect(blocks.map((row) => row.block_number)).toEqual([2, 3])
  })

  it("leaves other people's deals out", async () => {
    const { book } = await createBook()
    const deal = { ...opened, buyer: hub.address, master: hub.address }
    await book.applyEvents([{ ...at(0n), kind: 'dealOpened', deal }])
    expect(await book.list({ withClosed: true })).toEqual([])
  })
})
