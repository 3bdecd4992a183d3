import { create } from '@bufbuild/protobuf'
import { type Order, writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { OfferSchema, signedOrderToMessage } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { offerView } from './offer-view.ts'
import { renewedOffer } from './renewed-offer.ts'

const details = writeDetails({
  resources: { cpuHundredths: 800, ramBytes: 2 ** 34, storageBytes: 0, gpus: [] },
  architecture: 'amd64',
  executors: ['wasm'],
  locators: [],
})
const ask = (orderHash: string, changes: Partial<Order> = {}) => {
  const order = sampleOrder({ pricePerSecond: 10n, bond: 5n, ...changes })
  const signed = { order, signature: `0x${'1'.repeat(130)}`, details } as const
  return offerView(create(OfferSchema, { orderHash, order: signedOrderToMessage(signed) }), '')
}
const gone = ask('0x1')

describe('an offer that is gone', () => {
  it('gives way to the same machine at no higher price, however it was signed anew', () => {
    const renewed = ask('0x2', { nonce: 9n, expiresAtSeconds: 7n, pricePerSecond: 9n })
    expect(renewedOffer(gone, [gone, renewed])).toBe(renewed)
    expect(renewedOffer(gone, [gone])).toBeUndefined()
  })

  it.each<Partial<Order>>([
    { author: `0x${'a'.repeat(40)}` },
    { detailsHash: `0x${'a'.repeat(64)}` },
    { benchmarks: gone.order.benchmarks.map((figure) => figure + 1n) },
    { pricePerSecond: 11n },
    { denomination: 'USD' },
    { durationSeconds: 60n },
    { bond: 4n },
  ])('gives way to nothing else: %o', (changes) => {
    expect(renewedOffer(gone, [ask('0x2', changes)])).toBeUndefined()
  })
})
