import { startTestChain, type TestChain } from '@sonm/chain/testing'
import { always, isCoded, silentLogger, systemClock, systemRandom, Turns } from '@sonm/common'
import { fromHex, type Order, type SignedOrder, signerFromPrivateKey, signOrder } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Suppliers } from '../orders/suppliers.ts'
import { openNodeStore } from '../store.ts'
import { FakeNetwork } from '../testing/fake-network.ts'
import { BidDesk } from './bid-desk.ts'
import { BidStore } from './bid-store.ts'

const SNM = 10n ** 18n
const keyOf = (digit: string) => `0x${digit.repeat(64)}` as const
const [hubKey, buyerKey] = [keyOf('1'), keyOf('2')].map((key) => signerFromPrivateKey(fromHex(key))) as [
  ReturnType<typeof signerFromPrivateKey>,
  ReturnType<typeof signerFromPrivateKey>,
]

let world: TestChain
beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
})
afterAll(() => world?.stop())

const domain = () => ({ chainId: world.anvil.chainId, market: world.contracts.market })

const nothing = () => Promise.reject(new Error('no marketplace is watched here'))

/** The buyer's bids, with a marketplace that takes none: whoever has one has it from him. */
async function buyersDesk(chain: Awaited<ReturnType<TestChain['fundedClient']>>) {
  const options = { chain, clock: systemClock, logger: silentLogger, random: systemRandom }
  const network = new FakeNetwork(buyerKey.address)
  network.add(hubKey.address, () => {})
  const desk = new BidDesk({
    ...options,
    network,
    domain: domain(),
    signer: buyerKey,
    store: new BidStore(await openNodeStore(':memory:')),
    marketplaces: always([hubKey.address]),
    records: { heard: () => {}, failed: () => {} },
    suppliers: new Suppliers(options),
    checked: { ofBid: () => ({ accept: nothing, again: nothing, compare: nothing, changed: nothing }) },
    opener: { open: () => Promise.reject(new Error('no offer is taken here')) },
    turns: new Turns<'paying'>(),
  })
  await desk.start()
  return desk
}

test('after a bid was cancelled on the chain nobody can open a deal with it, and before it anybody who fits', async () => {
  const hub = await world.fundedClient(keyOf('1'), 0n)
  const buyer = await world.fundedClient(keyOf('2'), 100n * SNM)
  const master = await world.fundedClient(keyOf('3'), 0n)
  await hub.announceMaster(master.account)
  await master.confirmHub(hub.account)
  await buyer.deposit(50n * SNM)
  const desk = await buyersDesk(buyer)
  const wanted = sampleOrder({ side: 'bid', pricePerSecond: 10n ** 14n, benchmarks: Array<bigint>(16).fill(1n) })
  const place = () => desk.place(wanted, 600n, false)
  const fill = async ({ signed: bid }: { signed: SignedOrder }) => {
    const ask: Order = { ...wanted, side: 'ask', author: hub.account, nonce: BigInt(bid.order.nonce) >> 8n }
    const expiresAtSeconds = (await hub.latest()).timestampSeconds + 600n
    return await hub.settlement.openDeal({
      ask: await signOrder(domain(), hubKey, { ...ask, expiresAtSeconds }, ''),
      bid,
    })
  }
  const codeOf = (action: Promise<unknown>) =>
    action.then(
      () => 'none',
      (error: unknown) => (isCoded(error) ? error.code : String(error)),
    )

  const left = await place()
  await desk.cancel(left.hash)
  expect(desk.get(left.hash)).toMatchObject({ state: 'cancelled', isBinding: true })
  const receipt = await desk.cancelOnChain(left.hash)
  expect(desk.get(left.hash)).toMatchObject({ state: 'cancelled', isBinding: false })
  expect(await codeOf(fill(left))).toBe('ORDER_TAKEN')
  const { nonce } = left.signed.order
  expect(await buyer.isNonceUsed(buyer.account, nonce)).toBe(true)
  expect(await buyer.events(receipt!.blockNumber, receipt!.blockNumber)).toMatchObject([
    { kind: 'nonceCancelled', account: buyer.account, nonce },
  ])
  expect(receipt!.gasUsed).toBeLessThan(50_000n)

  // One that was only taken back at the marketplaces is filled all the same, and can be cancelled no more.
  const filled = await place()
  await desk.cancel(filled.hash)
  const { deal } = await fill(filled)
  expect(deal).toMatchObject({ buyer: buyer.account, hub: hub.account })
  expect(await codeOf(desk.cancelOnChain(filled.hash))).toBe('BID_SPENT')
  await desk.stop()
})
