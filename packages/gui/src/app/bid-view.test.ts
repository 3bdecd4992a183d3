import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { BidPlanSchema, OrderSchema, StandingBidSchema } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { bidOf, bidPlanView, bidView, EMPTY_BID } from './bid-view.ts'

const ZERO = `0x${'0'.repeat(40)}`
const ZEROS = '0'.repeat(18)
const SNM = `1${ZEROS}`
const signedPart = { author: ZERO, counterparty: ZERO, matcher: ZERO, nonce: '1', snmPerUsdCap: '0', bond: '0' }
const bytes = { tag: `0x${'0'.repeat(64)}`, detailsHash: `0x${'0'.repeat(64)}` }

describe('a bid of the page', () => {
  it('asks for what was written and for nothing else, and is shown in the same words', () => {
    const form = { ...EMPTY_BID, price: '1 SNM/h', cores: '2', ram: '4GiB', duration: '2h' }
    const bid = create(OrderSchema, { ...signedPart, ...bytes, ...bidOf(form), expiresAtSeconds: 60n })
    expect([bid.pricePerSecond, bid.durationSeconds]).toEqual(['277777777777778', 7200n])
    expect(bid.benchmarks).toEqual([0n, 0n, 2n, 2n ** 32n, ...Array(12).fill(0n)])
    expect(
      bidView(create(StandingBidSchema, { orderHash: '0x1', bid, state: 'standing', marketplaces: ['0x1'] })),
    ).toMatchObject({
      state: 'waiting for an offer',
      isOpen: true,
      most: '1 SNM/h',
      term: 'for 2h',
      wanted: '2 cores, 4 GiB of RAM',
      until: 60_000,
    })
  })

  it.each<[MessageInitShape<typeof StandingBidSchema>, string, string, unknown]>([
    [{ state: 'standing' }, 'being placed…', 'busy', ''],
    [{ state: 'standing', problem: 'None has it.', isBinding: true }, 'at no marketplace', 'warn', 'None has it.'],
    [{ state: 'standing', problem: 'None answers.' }, 'not placed yet', 'warn', 'None answers.'],
    [{ state: 'standing', marketplaces: ['0x1', '0x2'] }, 'waiting for an offer', 'busy', 'At 2 marketplaces.'],
    [
      { state: 'standing', marketplaces: ['0x1'], problem: 'It is refused.' },
      'waiting for an offer',
      'busy',
      'It is refused.',
    ],
    [{ state: 'taken', dealId: 7n }, 'rented', 'good', ''],
    [
      { state: 'cancelled', isBinding: true },
      'cancelled, still binding',
      'warn',
      expect.stringContaining('still open'),
    ],
    [{ state: 'cancelled' }, 'cancelled', 'plain', ''],
    [{ state: 'expired' }, 'expired', 'plain', ''],
    [{ state: 'paused' }, 'paused', 'plain', ''],
  ])('%o is told in words', (standing, state, tone, remark) => {
    const bid = create(OrderSchema, { ...signedPart, ...bytes, ...bidOf({ ...EMPTY_BID, price: '1 SNM/h' }) })
    expect(bidView({ ...create(StandingBidSchema, standing), bid })).toMatchObject({ state, tone, remark })
  })

  it.each([
    [true, ['Moved from the wallet', '3 SNM at most, when the deal opens']],
    [false, ['Missing in the market', expect.stringMatching(/^3 SNM .* deposit it/)]],
  ])('that rents by itself (%s) says what becomes of the money that is missing', (take, fact) => {
    const bid = create(OrderSchema, { ...signedPart, ...bytes, ...bidOf({ ...EMPTY_BID, price: '1 SNM/h' }) })
    const plan = { bid, mostPerSecondWei: '1', lockWei: SNM, depositWei: `3${ZEROS}`, walletWei: SNM }
    const { facts, warning } = bidPlanView(create(BidPlanSchema, plan), take)
    expect(facts).toContainEqual(fact)
    expect(warning).toBe('The wallet holds 1 SNM: 2 SNM too little for the dearest offer.')
    const enough = bidPlanView(create(BidPlanSchema, { ...plan, depositWei: '0' }), take)
    expect([enough.warning, enough.facts.map(([name]) => name)]).toEqual(['', expect.not.arrayContaining([fact[0]])])
  })

  it('names what is wrong', () => {
    expect(() => bidOf(EMPTY_BID)).toThrow(expect.objectContaining({ code: 'MONEY_INVALID' }))
    expect(() => bidOf({ ...EMPTY_BID, price: '1 SNM/h', ram: '4' })).toThrow(
      expect.objectContaining({ code: 'QUANTITY_INVALID' }),
    )
    for (const cores of ['1.5', '-1', 'two']) {
      expect(() => bidOf({ ...EMPTY_BID, price: '1 SNM/h', cores })).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
    }
    expect(() => bidOf({ ...EMPTY_BID, price: '1 SNM/h', duration: 'soon' })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/INVALID/) }),
    )
  })
})
