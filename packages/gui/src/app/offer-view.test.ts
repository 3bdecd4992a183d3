import { create } from '@bufbuild/protobuf'
import { writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { OfferSchema, signedOrderToMessage } from '@sonm/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grouped, snm } from './format.ts'
import { machineText, offerView } from './offer-view.ts'
import { nextOrder, sortOf } from './query-text.ts'

describe('what the page shows and asks', () => {
  it('sets thousands apart and nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (number) => {
        const text = grouped(`${number}.1234567 SNM`)
        expect(text.replaceAll('\u202f', '')).toBe(`${number}.1234567 SNM`)
        expect(text).toMatch(/^\d{1,3}(\u202f\d{3})*\.1234567 SNM$/)
      }),
    )
  })

  it('never shows wei', () => {
    expect(snm('1500000000000000000')).toBe('1.5 SNM')
    expect(snm('')).toBe('0 SNM')
  })

  it('sorts by a column, the other way round, and as at first again', () => {
    const presses = (field: string) => {
      const orders = ['']
      for (let press = 0; press < 3; press++) orders.push(nextOrder(orders.at(-1)!, field))
      return orders
    }
    expect(presses('ram')).toEqual(['', '-ram', 'ram', ''])
    expect(presses('price')).toEqual(['', 'price', '-price', ''])
    expect(nextOrder('-ram', 'price')).toBe('price')
    expect([sortOf('-ram', 'ram'), sortOf('-ram', 'price'), sortOf('price', 'price')]).toEqual([
      'descending',
      'none',
      'ascending',
    ])
  })
})

const GIB = 2 ** 30
const SNM = 10n ** 18n
const card = { vendor: 'NVIDIA', model: 'NVIDIA GeForce RTX 4090', memoryBytes: 24 * GIB }

describe('an offer', () => {
  const viewOf = (resources: object, order: object = {}, offer: object = {}) => {
    const details = writeDetails({
      resources: { cpuHundredths: 100, ramBytes: 16 * GIB, storageBytes: 0, gpus: [], ...resources },
      architecture: 'amd64',
      executors: ['container'],
      locators: [],
      country: 'DE',
    })
    const signed = {
      order: sampleOrder({ pricePerSecond: SNM / 3600n, ...order }),
      details,
      signature: `0x${'1'.repeat(130)}` as const,
    }
    return offerView(create(OfferSchema, { order: signedOrderToMessage(signed), ...offer }), String(SNM / 20n))
  }

  it('shows its disk, its cards, how long it can be had, and what it is worth', () => {
    const view = viewOf(
      {
        storageBytes: 100 * GIB,
        cpuHundredths: 800,
        gpus: [card, card, { vendor: 'amd', model: 'MI300X', memoryBytes: 0 }],
      },
      { durationSeconds: 36n * 3600n },
      { latencyMicros: 1_234, countryChecked: 'agrees' },
    )
    expect(view).toMatchObject({
      disk: '100 GiB',
      duration: '1d12h',
      latency: '1.2 ms',
      country: 'DE',
      gpus: [
        { name: '2 × GeForce RTX 4090', memory: '24 GiB each' },
        { name: 'MI300X', memory: '' },
      ],
      pricePerHour: '1 SNM/h',
      worthPerHour: '0.05 USD/h',
    })
    expect(machineText(view)).toBe(
      '8 cores, 16 GiB of RAM, 100 GiB of disk, 2 × GeForce RTX 4090 (24 GiB each), MI300X',
    )
  })

  it('says what it has not', () => {
    const view = viewOf({}, { denomination: 'USD' }, { countryChecked: 'contradicts' })
    expect(view).toMatchObject({
      disk: '–',
      duration: 'spot',
      latency: '',
      gpus: [],
      country: 'DE (doubtful)',
      benchmark: '–',
    })
    expect([view.pricePerHour, view.worthPerHour]).toEqual(['1 USD/h', '20 SNM/h'])
    expect(machineText(view)).toBe('1 core, 16 GiB of RAM, no disk, no GPU')
  })
})
