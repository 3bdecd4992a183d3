import { createContextValues, createHandlerContext, type HandlerContext } from '@connectrpc/connect'
import { openStore, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type Deal, scoreRules } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import { MarketDataService } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { DOMAIN, FakeChain, MARKETPLACE } from '../testing/world.ts'
import { openedDeal } from './deal-state.ts'
import { dataLimits } from './limits.ts'
import { MarketData } from './market-data.ts'
import { marketDataService } from './market-data-service.ts'
import type { AskPages } from './quote-walk.ts'
import { type DataTables, dataMigration } from './schema.ts'

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function setUp(pages: AskPages = () => ({ asks: [], nextCursor: undefined })) {
  const clock = new VirtualClock()
  const store = await openStore<DataTables>(':memory:', [dataMigration])
  const data = new MarketData({
    store,
    member: MARKETPLACE.address,
    chain: new FakeChain(),
    follow: { startBlock: 0n, confirmations: 0 },
    domain: DOMAIN,
    clock,
    logger: silentLogger,
    orders: { get: () => undefined, of: () => [], onWithdrawn: () => {} },
    pages,
    moment: () => ({ nowSeconds: BigInt(data.nowSeconds), usdPerSnm: undefined }),
  })
  await data.start()
  cleanups.push(async () => {
    await data.stop()
    await store.destroy()
  })
  return { clock, data, service: marketDataService(data) }
}

const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, '0')}`
function put(data: MarketData, changes: Partial<Deal>): void {
  data.deals.put(openedDeal(sampleDeal(changes), data.nowSeconds, undefined, scoreRules))
}

const context: HandlerContext = createHandlerContext({
  service: MarketDataService,
  method: MarketDataService.method.listSuppliers,
  protocolName: 'connect',
  requestMethod: 'POST',
  url: 'memory://',
  contextValues: createContextValues(),
})

test('however large the book is, a step looks at a part of it, steps are apart, and a round is followed by a rest', async () => {
  const book = 4 * dataLimits.asksPerStep
  const looks: { readonly atMs: number; readonly asks: number }[] = []
  const { clock } = await setUp((cursor, limit) => {
    const from = Number(cursor ?? 0)
    const to = Math.min(from + limit, book)
    looks.push({ atMs: clock.nowMs(), asks: to - from })
    return { asks: [], nextCursor: to < book ? String(to) : undefined }
  })
  await clock.advance(5 * dataLimits.stepIntervalMs + dataLimits.roundIntervalMs)
  expect(looks.map(({ asks }) => asks)).toEqual(Array(5).fill(book / 4))
  const pauses = looks.slice(1).map(({ atMs }, at) => atMs - looks[at]!.atMs)
  expect(pauses.slice(0, 3)).toEqual(Array(3).fill(dataLimits.stepIntervalMs))
  expect(pauses[3]).toBeGreaterThanOrEqual(dataLimits.roundIntervalMs)
})

test('so many suppliers are scored at once, and the others when it is time again', async () => {
  const { clock, data } = await setUp()
  const count = dataLimits.scoresAtOnce + 1
  for (let number = 1; number <= count; number++) {
    put(data, { id: BigInt(number), master: addressOf(number) })
    data.scores.touch(addressOf(number))
  }
  await clock.advance(dataLimits.scoreIntervalMs - 1)
  expect(data.scores.ranked()).toHaveLength(0)
  await clock.advance(1)
  expect(data.scores.ranked()).toHaveLength(dataLimits.scoresAtOnce)
  await clock.advance(dataLimits.scoreIntervalMs)
  expect(data.scores.ranked()).toHaveLength(count)
})

const snapshot = { marketClass: 'cpu', quote: undefined, soldHundredths: 7 }

test('prices are written down once in a while, and the history by the minute and the hour is forgotten when it is old', async () => {
  const { clock, data } = await setUp()
  const { snapshotIntervalMs, keepMinutesSeconds, keepHoursSeconds } = dataLimits
  const now = data.nowSeconds
  const old = now - keepHoursSeconds - DAY
  const recent = now - keepMinutesSeconds - HOUR
  for (const at of [old, recent, now - HOUR]) await data.quoteRows.put(at, [snapshot])
  let written = 0
  const write = data.quoteRows.put.bind(data.quoteRows)
  data.quoteRows.put = (...row) => {
    written++
    return write(...row)
  }
  await clock.advance(3 * snapshotIntervalMs)
  expect(written).toBe(3)
  const rows = async (interval: number) => (await data.quoteRows.between('cpu', interval, old - DAY, now)).length
  expect(await Promise.all([rows(MINUTE), rows(HOUR), rows(DAY)])).toEqual([1, 2, 3])
})

test('a question that names no beginning gets so many intervals, and one about suppliers that names no number so many', async () => {
  const { clock, data, service } = await setUp()
  const { historyDefaultPoints, suppliersDefault } = dataLimits
  const now = data.nowSeconds
  for (let minutes = 0; minutes <= historyDefaultPoints; minutes++) {
    await data.quoteRows.put(now - minutes * MINUTE, [snapshot])
  }
  const asked = { marketClass: 'cpu', intervalSeconds: MINUTE, fromSeconds: 0n, toSeconds: 0n }
  const { points } = await service.getMarketHistory({ ...asked, $typeName: 'sonm.v1.MarketHistoryRequest' }, context)
  expect(points).toHaveLength(historyDefaultPoints)
  for (let number = 1; number <= suppliersDefault + 1; number++) {
    put(data, { id: BigInt(number), master: addressOf(number) })
    data.scores.touch(addressOf(number))
  }
  await clock.advance(dataLimits.scoreIntervalMs)
  const list = { $typeName: 'sonm.v1.ListSuppliersRequest', limit: 0, cursor: '' } as const
  const { suppliers } = await service.listSuppliers(list, context)
  expect(suppliers).toHaveLength(suppliersDefault)
})

test('of a supplier with very many buyers some are told, and how many there are', async () => {
  const { data, service } = await setUp()
  const buyers = dataLimits.buyersShown + 1
  for (let number = 1; number <= buyers; number++) {
    put(data, { id: BigInt(number), master: addressOf(9), buyer: addressOf(1_000 + number) })
  }
  const asked = { $typeName: 'sonm.v1.SupplierRequest', address: addressOf(9) } as const
  const supplier = await service.getSupplier(asked, context)
  expect(supplier.buyers).toHaveLength(dataLimits.buyersShown)
  expect(supplier.distinctBuyers).toBe(buyers)
})
