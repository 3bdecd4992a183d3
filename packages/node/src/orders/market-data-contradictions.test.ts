import { create } from '@bufbuild/protobuf'
import { GetPricesResponseSchema, MarketHistoryResponseSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { historiesContradict, pricesContradict } from './market-data-contradictions.ts'

interface Prices {
  readonly marketClass: string
  readonly deals: bigint
  readonly lastPerHour?: string
  readonly volumeWei?: string
  readonly suppliers?: number
}

interface Point {
  readonly startSeconds: bigint
  readonly deals: bigint
  readonly closePerHour?: string
  readonly medianPerHour?: string
}

const prices = (...classes: Prices[]) => create(GetPricesResponseSchema, { classes })
const history = (...points: Point[]) => create(MarketHistoryResponseSchema, { points })

const cpu = { marketClass: 'cpu', deals: 2n, lastPerHour: '5', volumeWei: '7' }
const all = { marketClass: 'all', deals: 3n, volumeWei: '9' }
const point = { startSeconds: 60n, deals: 1n, closePerHour: '5' }

test('what marketplaces may honestly differ in is no contradiction', () => {
  // Another offer; a class that the other has no offer of; a deal of today or of last week whose ask the other has never seen.
  expect(pricesContradict(prices(all, cpu), prices(all, { ...cpu, suppliers: 9 }))).toBe(false)
  expect(pricesContradict(prices(all, cpu), prices(all))).toBe(false)
  expect(pricesContradict(prices(all), prices(all, cpu))).toBe(false)
  expect(pricesContradict(prices(all, cpu), prices(all, { ...cpu, deals: 1n, lastPerHour: '4' }))).toBe(false)
  expect(pricesContradict(prices(all, cpu), prices(all, { ...cpu, volumeWei: '8' }))).toBe(false)
  expect(historiesContradict(history(point), history({ ...point, medianPerHour: '9' }))).toBe(false)
  expect(historiesContradict(history(point), history())).toBe(false)
  expect(historiesContradict(history(point), history({ ...point, deals: 0n, closePerHour: '' }))).toBe(false)
})

test('of the same deals each price and sum counts', () => {
  expect(pricesContradict(prices(all, cpu), prices(all, { ...cpu, lastPerHour: '6' }))).toBe(true)
  for (const change of [{ deals: 4n }, { volumeWei: '8' }]) {
    expect(pricesContradict(prices(all, cpu), prices({ ...all, ...change }, cpu))).toBe(true)
  }
  expect(historiesContradict(history(point), history({ ...point, closePerHour: '6' }))).toBe(true)
})
