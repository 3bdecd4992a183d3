import { type AskDetails, detailsHash, writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { account } from '../testing/market-story.ts'
import { classOf, priceInSnm } from './market-class.ts'
import { QuoteWalk, type WalkedAsk } from './quote-walk.ts'

const SNM = 10n ** 18n
let nonces = 0n

function ask(supplier: number, unitPriceWei: bigint, cores = 4, gpus: readonly string[] = []): WalkedAsk {
  const details: AskDetails = {
    resources: {
      cpuHundredths: cores * 100,
      ramBytes: 0,
      storageBytes: 0,
      gpus: gpus.map((model) => ({ vendor: 'NVIDIA', model, memoryBytes: 0 })),
    },
    architecture: 'x64',
    executors: [],
    locators: [],
  }
  const text = writeDetails(details)
  const units = BigInt(gpus.length || cores)
  return {
    master: account('master', supplier),
    details: text,
    order: sampleOrder({
      author: account('hub', supplier),
      nonce: ++nonces,
      pricePerSecond: (unitPriceWei * units) / 3600n,
      detailsHash: detailsHash(text),
    }),
  }
}

function quotesOf(asks: readonly WalkedAsk[], step = 7, usdPerSnm?: bigint) {
  const walk = new QuoteWalk({
    moment: () => ({ nowSeconds: 0n, usdPerSnm }),
    pages: (cursor, limit) => {
      const from = Number(cursor ?? 0)
      const next = from + limit
      return { asks: asks.slice(from, next), nextCursor: next < asks.length ? String(next) : undefined }
    },
  })
  while (!walk.step(step)) expect(walk.quotes).toEqual([])
  return new Map(walk.quotes.map((quote) => [quote.marketClass, quote]))
}

const hourly = (snm: number) => BigInt(snm) * 3600n * SNM

test('machines are compared by the core, cards by the card, each model by itself', () => {
  const quotes = quotesOf([
    ask(1, hourly(2), 8),
    ask(2, hourly(4), 2),
    ask(3, hourly(6), 2),
    ask(1, hourly(50), 8, ['NVIDIA GeForce RTX 4090', 'RTX_4090']),
    ask(2, hourly(70), 8, ['H100']),
    ask(2, hourly(1), 8, ['H100', 'RTX 4090']),
  ])
  expect(quotes.get('cpu')).toEqual({
    marketClass: 'cpu',
    bestWei: hourly(2),
    medianWei: hourly(4),
    suppliers: 3,
    offeredHundredths: 1200,
  })
  expect(quotes.get('gpu:rtx4090')).toMatchObject({ bestWei: hourly(50), offeredHundredths: 200 })
  expect([...quotes.keys()].sort()).toEqual(['cpu', 'gpu:h100', 'gpu:rtx4090'])
})

test('one supplier, whatever he offers and however often, moves the median no further than to its neighbours', () => {
  const prices = fc.array(fc.bigInt({ min: 1n, max: 1000n }), { minLength: 3, maxLength: 30 })
  const lies = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(prices, lies, (honest, lying) => {
      const asks = honest.map((price, at) => ask(at, price * 3600n))
      const lied = lying.map((price) => ask(999, price * 3600n))
      const sorted = [...honest].sort((a, b) => (a < b ? -1 : 1)).map((price) => price * 3600n)
      const { medianWei } = quotesOf([...asks, ...lied]).get('cpu')!
      const middle = sorted.length >> 1
      expect(medianWei).toBeGreaterThanOrEqual(sorted[middle - 1]!)
      expect(medianWei).toBeLessThanOrEqual(sorted[Math.min(sorted.length - 1, middle + 1)]!)
    }),
  )
})

test('asks of one slice are offered once', () => {
  const first = ask(1, hourly(2))
  const again = { ...first, order: { ...first.order, expiresAtSeconds: 999n } }
  expect(quotesOf([first, again]).get('cpu')).toMatchObject({ offeredHundredths: 400 })
})

test('a price in USD counts in SNM where a rate is known, and in USD everywhere', () => {
  const inUsd = (supplier: number, usdPerHour: number) => {
    const { order, ...rest } = ask(supplier, hourly(usdPerHour))
    return { ...rest, order: { ...order, denomination: 'USD' as const } }
  }
  const usd = inUsd(1, 2)
  const asks = [usd, inUsd(1, 3), inUsd(2, 4), inUsd(3, 6), ask(4, hourly(1))]
  const shelf = { best: hourly(2), median: hourly(4), suppliers: 3 }
  expect(quotesOf([usd]).get('cpu')).toMatchObject({ bestWei: undefined, medianWei: undefined, suppliers: 1 })
  expect(quotesOf(asks).get('cpu')).toMatchObject({
    bestWei: hourly(1),
    medianWei: hourly(1),
    suppliers: 4,
    usd: shelf,
  })
  expect(quotesOf(asks, 2, SNM / 4n).get('cpu')).toMatchObject({
    bestWei: hourly(1),
    medianWei: hourly(12),
    usd: shelf,
  })
  expect(quotesOf([ask(4, hourly(1))], 7, SNM / 4n).get('cpu')?.usd).toBeUndefined()
  expect(priceInSnm(usd.order, { usdPerSnm: 0n })).toBeUndefined()
})

test('cards without a name are of no class', () => {
  const gpu = { vendor: '', model: '---', memoryBytes: 0 }
  expect(classOf({ resources: { cpuHundredths: 1, ramBytes: 0, storageBytes: 0, gpus: [gpu] } })).toBeUndefined()
})

test('quotes are as of the begin of the round that they come from', () => {
  let nowSeconds = 100n
  const walk = new QuoteWalk({
    moment: () => ({ nowSeconds: nowSeconds++, usdPerSnm: undefined }),
    pages: (cursor) => ({ asks: [], nextCursor: cursor === undefined ? 'on' : undefined }),
  })
  expect(walk.atSeconds).toBe(0n)
  walk.step(1)
  expect(walk.atSeconds).toBe(0n)
  walk.step(1)
  expect(walk.atSeconds).toBe(100n)
  walk.step(1)
  expect(walk.atSeconds).toBe(100n)
  walk.step(1)
  expect(walk.atSeconds).toBe(102n)
})

test('a document is read once, in however many rounds and of however many asks', () => {
  const cards = Array.from({ length: 64 }, (_, at) => `card ${at}`)
  const asks = Array.from({ length: 100 }, () => ask(1, hourly(1), 4, cards))
  const lowered = vi.spyOn(String.prototype, 'toLowerCase')
  const walk = new QuoteWalk({
    moment: () => ({ nowSeconds: 0n, usdPerSnm: undefined }),
    pages: () => ({ asks, nextCursor: undefined }),
  })
  for (let round = 0; round < 5; round++) walk.step(100)
  expect(lowered.mock.calls.length).toBeLessThan(2 * cards.length)
  lowered.mockRestore()
})
