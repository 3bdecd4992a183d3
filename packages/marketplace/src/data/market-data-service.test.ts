import { createClient } from '@connectrpc/connect'
import { type Address, type Deal, type Hex, signReceipt, UNKNOWN_RELIABILITY } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import { MarketDataService, StartReceiptService } from '@sonm/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, DOMAIN, MARKETPLACE, signer, startWorld } from '../testing/world.ts'
import { dataLimits } from './limits.ts'

const SNM = 10n ** 18n
const HOUR = 3_600
const hub = signer(1)
const buyers = [signer(2), signer(3), signer(4)]
const ANYBODY: Address = `0x${'aa'.repeat(20)}`
const MASTER: Address = `0x${'6d'.repeat(20)}`

let world: Awaited<ReturnType<typeof startWorld>>
let data: ReturnType<typeof clientOf>
/** The time of the next block. */
let at: bigint

beforeEach(async () => {
  world = await startWorld()
  data = clientOf(ANYBODY)
  at = BigInt(Math.floor(world.clock.nowMs() / 1000))
})
afterEach(async () => {
  await world.stop()
  expect(world.unexpected).toEqual([])
})

function clientOf(caller: Address) {
  return createClient(MarketDataService, world.net.join(caller).rpc(MARKETPLACE.address))
}

function mine(...events: object[]): void {
  world.chain.mine(...events.map((event) => ({ ...event, timestampSeconds: at })))
}

let deals = 0n
function open(changes: Partial<Deal> = {}): Deal {
  const deal = sampleDeal({
    id: ++deals,
    hub: hub.address,
    master: MASTER,
    buyer: buyers[0]!.address,
    pricePerSecond: 1000n,
    startedAtSeconds: at,
    billedUntilSeconds: at,
    lockedWei: 3_600_000n,
    ...changes,
  })
  mine({ kind: 'dealOpened', deal })
  return deal
}

function close(deal: Deal, by: Address, paidWei = SNM): void {
  mine({ kind: 'dealClosed', dealId: deal.id, paidWei, returnedWei: 0n, by })
}

/** Lets what was mined be read, and the book be walked through. */
async function settle(ms = 2_000): Promise<void> {
  await world.clock.advance(ms)
}

test('prices of a class: what is offered, what is sold, and what was paid of late', async () => {
  world.chain.masters.set(signer(9).address, `0x${'6e'.repeat(20)}`)
  await world.run(world.marketplace.place(await ask(hub, world.clock)))
  await world.run(world.marketplace.place(await ask(signer(9), world.clock, { pricePerSecond: 3000n })))
  const deal = open()
  await settle(15_000)
  at += 100n
  close({ ...deal }, buyers[0]!.address, 100_000n)
  open({ buyer: buyers[1]!.address })
  await settle(15_000)
  const { classes, progress } = await world.run(data.getPrices({}))
  expect(classes.map(({ marketClass }) => marketClass)).toEqual(['all', 'cpu'])
  expect(classes[1]).toMatchObject({
    bestPerHour: '3600000',
    medianPerHour: '7200000',
    suppliers: 2,
    offeredHundredths: 200n,
    soldHundredths: 100n,
    utilisation: 3333,
    volumeWei: '100000',
    deals: 2n,
    soldSeconds: 100n,
    lastPerHour: '3600000',
  })
  expect(progress).toMatchObject({ readToBlock: 3n, latestBlock: 3n })
  const { points } = await world.run(data.getMarketHistory({ marketClass: 'cpu', intervalSeconds: HOUR }))
  expect(points).toHaveLength(1)
  expect(points[0]).toMatchObject({ openPerHour: '3600000', deals: 2n, volumeWei: '100000' })
})

test('a supplier’s record, and the score that his asks are found by', async () => {
  for (const buyer of buyers) {
    const deal = open({ buyer: buyer.address })
    at += 10n
    close(deal, buyer.address)
  }
  await world.run(world.marketplace.place(await ask(hub, world.clock)))
  await settle(6_000)
  for (const address of [MASTER, hub.address]) {
    const supplier = await world.run(data.getSupplier({ address }))
    expect(supplier).toMatchObject({
      master: MASTER,
      deals: 3n,
      completed: 3n,
      endedEarlyBySupplier: 0n,
      distinctBuyers: 3,
      secondsSold: 30n,
      earnedWei: String(3n * SNM),
      hubs: [hub.address],
    })
    expect(supplier.reliability).toBeGreaterThan(UNKNOWN_RELIABILITY)
    expect(supplier.reasons.join()).toContain('3 unrelated buyers')
  }
  const { suppliers } = await world.run(data.listSuppliers({}))
  const { reliability } = suppliers[0]!
  const bar = (value: number) => ({ kind: 'number', field: 'reliability', op: '>=', value: BigInt(value) }) as const
  const found = (value: number) =>
    world.marketplace.search({ buyer: undefined, buyerIdentity: 1, order: [], conditions: [bar(value)] }, 10).offers
  expect(found(reliability)).toHaveLength(1)
  expect(found(reliability + 1)).toHaveLength(0)
})

test('who ends deals early falls below a stranger; of a stranger nothing is known', async () => {
  const deal = open({ durationSeconds: 7_200n })
  at += 10n
  close(deal, MASTER)
  mine({ kind: 'bondPaid', dealId: deal.id, amountWei: 5n })
  await settle()
  const supplier = await world.run(data.getSupplier({ address: MASTER }))
  expect(supplier).toMatchObject({ endedEarlyBySupplier: 1n, bondsPaidWei: '5' })
  expect(supplier.reliability).toBeLessThan(UNKNOWN_RELIABILITY)
  const stranger = await world.run(data.getSupplier({ address: ANYBODY }))
  expect(stranger).toMatchObject({ deals: 0n, reliability: UNKNOWN_RELIABILITY })
})

test('a failed start that both sides signed lowers the score; the buyer’s word alone takes back his own deal', async () => {
  const [first, second] = buyers.map((buyer) => open({ buyer: buyer.address }))
  at += 10n
  close(first!, buyers[0]!.address)
  close(second!, buyers[1]!.address)
  await settle()
  const before = await world.run(data.getSupplier({ address: MASTER }))
  const client = createClient(StartReceiptService, world.net.join(buyers[2]!.address).rpc(MARKETPLACE.address))
  const receipt = {
    dealId: first!.id,
    taskId: 'ab'.repeat(16),
    outcome: 'failed',
    reason: 'lost',
    atSeconds: at,
  } as const
  const buyerSignature = await signReceipt(DOMAIN, buyers[0]!, 'buyer', receipt)
  await world.run(client.reportStart({ ...receipt, buyerSignature }))
  const alone = await world.run(data.getSupplier({ address: MASTER }))
  expect(alone).toMatchObject({ unansweredStarts: 1, failedStarts: 0 })
  expect(alone.reliability).toBeLessThan(before.reliability)
  expect(alone.reliability).toBeGreaterThanOrEqual(UNKNOWN_RELIABILITY)
  const hubSignature: Hex = await signReceipt(DOMAIN, hub, 'hub', receipt)
  await world.run(client.reportStart({ ...receipt, buyerSignature, hubSignature }))
  const both = await world.run(data.getSupplier({ address: MASTER }))
  expect(both).toMatchObject({ unansweredStarts: 0, failedStarts: 1 })
  expect(both.reliability).toBeLessThan(UNKNOWN_RELIABILITY)
})

test.each([
  ['an unknown class', { marketClass: 'gpu:rtx4091', intervalSeconds: 60 }, 'MARKET_CLASS_UNKNOWN'],
  ['another interval', { marketClass: 'all', intervalSeconds: 61 }, 'INPUT_INVALID'],
  [
    'an end before the beginning',
    { marketClass: 'all', intervalSeconds: 60, fromSeconds: 100n, toSeconds: 9n },
    'INPUT_INVALID',
  ],
  [
    'too many intervals',
    { marketClass: 'all', intervalSeconds: 60, fromSeconds: 1n, toSeconds: 10_000_000n },
    'INPUT_INVALID',
  ],
  ['a moment beyond 2^53', { marketClass: 'all', intervalSeconds: 60, toSeconds: 2n ** 64n - 1n }, 'INPUT_INVALID'],
])('a history of %s is refused', async (_, request, code) => {
  await expect(world.run(data.getMarketHistory(request))).rejects.toMatchObject({ code })
})

test('suppliers are listed by pages, each once', async () => {
  for (let number = 1; number <= 5; number++) {
    const deal = open({ master: `0x${`${number}0`.repeat(20)}`, buyer: buyers[number % 3]!.address })
    at += 10n
    close(deal, deal.buyer, number % 2 === 0 ? SNM : 0n)
  }
  await settle(6_000)
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await world.run(data.listSuppliers({ limit: 2, cursor }))
    seen.push(...page.suppliers.map(({ master }) => master))
    cursor = page.nextCursor
  } while (cursor !== '')
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
  await expect(world.run(data.listSuppliers({ cursor: 'x' }))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

test('as many suppliers as the limit says stand on a page, however many are asked for', async () => {
  const { suppliersShown } = dataLimits
  for (let number = 1; number <= suppliersShown + 1; number++) {
    const deal = open({ master: `0x${number.toString(16).padStart(40, '0')}` })
    close(deal, buyers[0]!.address)
  }
  await settle(15_000)
  for (const limit of [suppliersShown, suppliersShown + 1, 2 ** 32 - 1]) {
    const page = await world.run(data.listSuppliers({ limit }))
    expect(page.suppliers).toHaveLength(suppliersShown)
    expect((await world.run(data.listSuppliers({ limit, cursor: page.nextCursor }))).suppliers).toHaveLength(1)
  }
})

test.each([60, 3_600, 86_400])('so many intervals of %i s can be asked for, and no more', async (intervalSeconds) => {
  open()
  await settle(15_000)
  const toSeconds = BigInt(Math.floor(world.clock.nowMs() / 1000 / intervalSeconds) * intervalSeconds)
  const history = (intervals: number) => {
    const fromSeconds = toSeconds - BigInt(intervals * intervalSeconds)
    return world.run(data.getMarketHistory({ marketClass: 'all', intervalSeconds, fromSeconds, toSeconds }))
  }
  await history(dataLimits.historyPoints)
  await expect(history(dataLimits.historyPoints + 1)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})
