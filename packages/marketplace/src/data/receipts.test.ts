import { type Hex, type SignedStartReceipt, type Signer, type StartReceipt, scoreRules, signReceipt } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MarketplaceStore } from '../store/tables.ts'
import { testStores } from '../testing/test-stores.ts'
import { DOMAIN, signer } from '../testing/world.ts'
import { type DealState, openedDeal } from './deal-state.ts'
import { Receipts } from './receipts.ts'

const [hub, buyer, stranger] = [signer(1), signer(2), signer(3)]
const START = 1_767_225_600
const deal = sampleDeal({ id: 7n, hub: hub.address, buyer: buyer.address, startedAtSeconds: BigInt(START) })
const states = new Map<number, DealState>([
  [7, openedDeal(deal, START, undefined, scoreRules)],
  [8, openedDeal({ ...deal, id: 8n }, START, undefined, scoreRules)],
])
let store: MarketplaceStore
let now: number
let receipts: Receipts
let open: () => Receipts

beforeAll(async () => {
  store = (await testStores().open(testStores().createClock())).store
})
afterAll(() => store.destroy())

beforeEach(async () => {
  now = START + 100
  await store.deleteFrom('start_receipt').execute()
  open = () => new Receipts({ store, domain: DOMAIN, deal: (id) => states.get(id), nowSeconds: () => now })
  receipts = open()
})

const failed: StartReceipt = {
  dealId: 7n,
  taskId: 'ab'.repeat(16),
  outcome: 'failed',
  reason: 'lost',
  atSeconds: BigInt(START + 50),
}
const started: StartReceipt = { ...failed, outcome: 'started', reason: '' }

async function signed(
  receipt: StartReceipt,
  by: { hub?: Signer | undefined; buyer?: Signer; domain?: typeof DOMAIN } = {},
): Promise<SignedStartReceipt> {
  const domain = by.domain ?? DOMAIN
  const witness = 'hub' in by ? by.hub : hub
  return {
    ...receipt,
    ...(witness && { hubSignature: await signReceipt(domain, witness, 'hub', receipt) }),
    buyerSignature: await signReceipt(domain, by.buyer ?? buyer, 'buyer', receipt),
  }
}

test('a failure counts when both sides have signed it, and after a restart too', async () => {
  expect(await receipts.take(await signed(failed))).toBe(true)
  expect(receipts.startOf(7)).toBe('failed')
  const again = open()
  expect(await again.read()).toEqual([7])
  expect(again.startOf(7)).toBe('failed')
})

test('the word of the buyer alone is kept as that, until the hub signs too; what both signed stays', async () => {
  const alone = await signed(failed, { hub: undefined })
  expect(await receipts.take(alone)).toBe(true)
  expect(receipts.startOf(7)).toBe('unanswered')
  expect(await receipts.take(await signed(failed))).toBe(true)
  expect(receipts.startOf(7)).toBe('failed')
  expect(await receipts.take(alone)).toBe(false)
  expect(await receipts.take(await signed(started))).toBe(false)
  expect(receipts.startOf(7)).toBe('failed')
})

test('a start is told by both, and a failure that may be the buyer’s own counts as none', async () => {
  await receipts.take(await signed(started))
  expect(receipts.startOf(7)).toBe('started')
  await receipts.take(await signed({ ...failed, dealId: 8n, reason: 'IMAGE_NOT_FOUND' }))
  expect(receipts.startOf(8)).toBe('unknown')
  await expect(receipts.take(await signed(started, { hub: undefined }))).rejects.toMatchObject({
    code: 'RECEIPT_INVALID',
  })
})

test('what another marketplace on the store took in is read', async () => {
  const other = open()
  await other.take(await signed(failed))
  now += 60
  expect(await receipts.read()).toEqual([7])
  expect(await receipts.read()).toEqual([])
})

test.each<[string, () => Promise<SignedStartReceipt>, string]>([
  ['signed by another buyer', () => signed(failed, { buyer: stranger }), 'SIGNATURE_INVALID'],
  ['signed by another hub', () => signed(failed, { hub: stranger }), 'SIGNATURE_INVALID'],
  ['signed by the buyer as hub', () => signed(failed, { hub: buyer }), 'SIGNATURE_INVALID'],
  ['signed for another chain', () => signed(failed, { domain: { ...DOMAIN, chainId: 1 } }), 'SIGNATURE_INVALID'],
  ['with the signatures of another deal', async () => ({ ...(await signed(failed)), dealId: 8n }), 'SIGNATURE_INVALID'],
  ['of a deal that nobody knows', () => signed({ ...failed, dealId: 9n }), 'RECEIPT_INVALID'],
  ['from before the deal', () => signed({ ...failed, atSeconds: BigInt(START - 601) }), 'RECEIPT_INVALID'],
  ['from the future', () => signed({ ...failed, atSeconds: BigInt(START + 701) }), 'RECEIPT_INVALID'],
  [
    'with a huge signature',
    async () => ({ ...(await signed(failed)), hubSignature: `0x${'11'.repeat(1e5)}` }),
    'SIGNATURE_INVALID',
  ],
  [
    'with a text for an id',
    async () => ({ ...(await signed(failed)), taskId: 'x'.repeat(1e6) as Hex }),
    'RECEIPT_INVALID',
  ],
])('a receipt %s is refused, and leaves no trace', async (_, make, code) => {
  await expect(receipts.take(await make())).rejects.toMatchObject({ code })
  expect([receipts.startOf(7), receipts.startOf(8)]).toEqual(['unknown', 'unknown'])
  expect(await open().read()).toEqual([])
})

test('an old receipt is refused, and more than sixteen of a deal', async () => {
  for (let at = 0; at < 16; at++) await receipts.take(await signed({ ...failed, taskId: `${10 + at}`.repeat(16) }))
  await expect(receipts.take(await signed(failed))).rejects.toMatchObject({ code: 'RECEIPT_QUOTA' })
  now += 8 * 86_400
  await expect(receipts.take(await signed({ ...failed, dealId: 8n }))).rejects.toMatchObject({
    code: 'RECEIPT_INVALID',
  })
})
