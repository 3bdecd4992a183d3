import { create } from '@bufbuild/protobuf'
import {
  type AskDetails,
  benchmarkVector,
  detailsHash,
  type Order,
  writeDetails,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { OfferSchema, OpenDealResponseSchema, signedOrderToMessage, UsdPricesSchema } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { offersTable, shortAddress } from './offers.ts'
import { rentPlanText } from './rent-plan.ts'

const HUB = `0x${'5a'.repeat(20)}` as const

function offer(change: Partial<Order> = {}, resources: Partial<AskDetails['resources']> = {}) {
  const details = writeDetails({
    resources: { cpuHundredths: 250, ramBytes: 4 * 2 ** 30, storageBytes: 20 * 2 ** 30, gpus: [], ...resources },
    architecture: 'x64',
    executors: ['container', 'wasm'],
    locators: [],
    country: 'DE',
  })
  const order: Order = {
    side: 'ask',
    author: HUB,
    counterparty: ZERO_ADDRESS,
    matcher: ZERO_ADDRESS,
    nonce: 1n,
    epoch: 0n,
    expiresAtSeconds: 1_767_225_600n,
    durationSeconds: 0n,
    pricePerSecond: 10n ** 18n / 3600n,
    denomination: 'SNM',
    snmPerUsdCap: 0n,
    identityLevel: 0,
    netFlags: 3,
    bond: 0n,
    tag: ZERO_BYTES32,
    detailsHash: detailsHash(details),
    benchmarks: benchmarkVector({ 0: 4321n }),
    ...change,
  }
  return create(OfferSchema, {
    orderHash: `0x${'9d'.repeat(32)}`,
    supplier: HUB,
    reliability: 9800,
    countryChecked: 'contradicts',
    order: signedOrderToMessage({ order, details, signature: `0x${'11'.repeat(65)}` }),
  })
}

const cellsOf = (line: string) => line.trim().split(/ {2,}/)

describe('a table of offers', () => {
  it('has a line for each offer, in the order given, with what it holds and what it costs by the hour', () => {
    const gpu = { vendor: 'NVIDIA', model: 'H200', memoryBytes: 2 ** 37 }
    const gpus = [gpu, gpu]
    const [head, first, second, ...more] = offersTable([offer(), offer({ durationSeconds: 7200n }, { gpus })]).split(
      '\n',
    )
    expect(more).toEqual([])
    expect(cellsOf(head!)).toEqual(expect.arrayContaining(['SCORE', 'COUNTRY', 'SNM/H']))
    expect(head).not.toContain('USD/H')
    expect(cellsOf(first!)).toEqual([
      '1',
      '0x9d9d9d9d…',
      '1',
      shortAddress(HUB),
      '98%',
      'DE?',
      '2.5',
      '4 GiB',
      '20 GiB',
      '-',
      '4321',
      'container,wasm',
      'spot',
    ])
    expect(second).toContain('2 x NVIDIA H200 128 GiB')
    expect(second).toMatch(/ {2}2h$/)
  })

  it('says of a country whether it was checked', () => {
    const shown = (countryChecked: string) => offersTable([{ ...offer(), countryChecked }])
    expect(shown('agrees')).toMatch(/ DE {2}/)
    expect(shown('declared')).toMatch(/ DE \(declared\) {2}/)
    expect(shown('contradicts')).toMatch(/ DE\? {2}/)
  })

  it('shows what is not known of a price beside one of which it is', () => {
    const lines = offersTable([offer(), offer({ denomination: 'USD' })]).split('\n')
    expect(lines.map((line) => cellsOf(line).slice(2, 4))).toEqual([
      ['SNM/H', 'USD/H'],
      ['1', '?'],
      ['?', '1'],
    ])
  })

  it('tells what the price is worth in the other currency, where a rate is known', () => {
    const rate = (2n * 10n ** 17n).toString()
    const prices = (change: Partial<Order>) => cellsOf(offersTable([offer(change)], rate).split('\n')[1]!).slice(2, 4)
    expect(prices({ pricePerSecond: 10n ** 18n })).toEqual(['3600', '~720'])
    expect(prices({ pricePerSecond: 10n ** 18n, denomination: 'USD' })).toEqual(['~18000', '3600'])
  })

  it('tells how far the hubs are where that was measured', () => {
    const [head, near, unknown] = offersTable([{ ...offer(), latencyMicros: 12_345 }, offer()]).split('\n')
    expect([head, near, unknown].map((line) => cellsOf(line!).at(-1))).toEqual(['LATENCY', '12.3 ms', '-'])
  })

  it('gives a duration that is no whole number of hours without rounding it', () => {
    expect(offersTable([offer({ durationSeconds: 5400n })])).toMatch(/ {2}1h30m$/)
  })
})

describe('the plan before a deal', () => {
  const plan = create(OpenDealResponseSchema, {
    offer: offer(),
    lockWei: (10n ** 18n).toString(),
    depositWei: (10n ** 17n).toString(),
    walletWei: (10n ** 16n).toString(),
    feeWei: (10n ** 15n).toString(),
    maxFeeWei: (3n * 10n ** 15n).toString(),
    skipped: [{ orderHash: '0x01', hub: `0x${'cd'.repeat(20)}`, reason: 'the hub did not answer' }],
    rejections: [
      { requirement: 'ram>=8GiB', count: 1 },
      { requirement: 'counterparty-of-ask', count: 4 },
    ],
  })
  const text = rentPlanText(plan)

  it('shows the offer, its price, what is held ahead and what is deposited', () => {
    expect(text).toContain(shortAddress(HUB))
    expect(text).toMatch(/^price +1(\.0+)? SNM.* by the second$/m)
    expect(text).toMatch(/^held ahead +1(\.0+)? SNM;/m)
    expect(text).toMatch(/^deposit +0\.1 SNM /m)
    expect(text).toMatch(/^too little +the wallet holds 0\.01 SNM: 0\.09 SNM are missing$/m)
  })

  it('shows what the transactions cost, in USD where Ether has a price', () => {
    expect(text).toMatch(/^fee +about 0\.001 ETH, at most 0\.003 ETH$/m)
    const prices = { snm: '', eth: (2000n * 10n ** 18n).toString() }
    expect(rentPlanText({ ...plan, prices: create(UsdPricesSchema, prices) })).toMatch(
      /^fee +about 0\.001 ETH \(about 2 USD\), at most/m,
    )
  })

  it('says why offers were not taken, in the words of the query', () => {
    expect(text).toContain(`not taken   ${shortAddress(`0x${'cd'.repeat(20)}`)}: the hub did not answer`)
    expect(text).toContain('not fitting 1 offer, for ram>=8GiB')
    expect(text).toContain('not fitting 4 offers, for being reserved for another buyer')
  })

  it('says nothing of others when there were none', () => {
    const lone = rentPlanText(create(OpenDealResponseSchema, { offer: offer(), lockWei: '1', depositWei: '1' }))
    expect(lone).not.toMatch(/not taken|not fitting/)
    expect(rentPlanText(create(OpenDealResponseSchema, { offer: offer(), lockWei: '1' }))).not.toMatch(
      /deposit|too little/,
    )
  })
})
