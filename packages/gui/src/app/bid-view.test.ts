import { create } from '@bufbuild/protobuf'
import { OrderSchema, StandingBidSchema } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { bidOf, bidView, EMPTY_BID } from './bid-view.ts'

const ZERO = `0x${'0'.repeat(40)}`
const signedPart = { author: ZERO, counterparty: ZERO, matcher: ZERO, nonce: '1', snmPerUsdCap: '0', bond: '0' }
const bytes = { tag: `0x${'0'.repeat(64)}`, detailsHash: `0x${'0'.repeat(64)}` }

describe('a bid of the page', () => {
  it('asks for what was written and for nothing else, and is shown in the same words', () => {
    const form = { ...EMPTY_BID, price: '1 SNM/h', cores: '2', ram: '4GiB', duration: '2h' }
    const bid = create(OrderSchema, { ...signedPart, ...bytes, ...bidOf(form), expiresAtSeconds: 60n })
    expect([bid.pricePerSecond, bid.durationSeconds]).toEqual(['277777777777778', 7200n])
    expect(bid.benchmarks).toEqual([0n, 0n, 2n, 2n ** 32n, ...Array(12).fill(0n)])
    expect(bidView(create(StandingBidSchema, { orderHash: '0x1', bid, state: 'standing' }))).toMatchObject({
      state: 'standing',
      isOpen: true,
      most: '1 SNM/h',
      duration: '2h',
      wanted: '2 cores, 4 GiB of RAM',
      until: 60_000,
    })
  })

  it('names what is wrong', () => {
    expect(() => bidOf(EMPTY_BID)).toThrow(expect.objectContaining({ code: 'MONEY_INVALID' }))
    expect(() => bidOf({ ...EMPTY_BID, price: '1 SNM/h', ram: '4' })).toThrow(
      expect.objectContaining({ code: 'QUANTITY_INVALID' }),
    )
    expect(() => bidOf({ ...EMPTY_BID, price: '1 SNM/h', duration: 'soon' })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/INVALID/) }),
    )
  })
})
