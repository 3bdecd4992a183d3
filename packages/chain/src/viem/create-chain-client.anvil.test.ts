import { CodedError, messageOf, systemClock } from '@sonm/common'
import {
  dealAfter,
  fromHex,
  type Order,
  orderHash,
  type SignedOrder,
  type Signer,
  signerFromPrivateKey,
  signOrder,
  ZERO_ADDRESS,
} from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient } from '../client.ts'
import { setEth, startTestChain, type TestChain } from '../testing/index.ts'
import { createChainClient } from './create-chain-client.ts'

const SNM = 10n ** 18n
const PRICE = 10n ** 14n
const keyOf = (digit: string) => `0x${digit.repeat(64)}` as const
const signers = { hub: signerFromPrivateKey(fromHex(keyOf('1'))), buyer: signerFromPrivateKey(fromHex(keyOf('2'))) }

let world: TestChain
let hub: ChainClient
let buyer: ChainClient
let master: ChainClient
let nonce = 0n

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  hub = await world.fundedClient(keyOf('1'), 0n)
  buyer = await world.fundedClient(keyOf('2'), 1000n * SNM)
  master = await world.fundedClient(keyOf('3'), 0n)
  await hub.announceMaster(master.account)
  await master.confirmHub(hub.account)
  await buyer.deposit(500n * SNM)
})
afterAll(() => world?.stop())

async function anAsk(changes: Partial<Order> = {}, signer: Signer = signers.hub): Promise<SignedOrder> {
  const { timestampSeconds } = await hub.latest()
  const order: Order = sampleOrder({
    author: signer.address,
    nonce: nonce++,
    epoch: await hub.epochOf(signer.address),
    expiresAtSeconds: timestampSeconds + 3600n,
    pricePerSecond: PRICE,
    benchmarks: Array<bigint>(16).fill(1n),
    ...changes,
  })
  return signOrder({ chainId: world.anvil.chainId, market: world.contracts.market }, signer, order, '')
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CodedError)) throw new Error(`expected a coded error, got ${messageOf(error)}`)
  // Never a dump: the message is a sentence or two.
  expect(error.message.length).toBeLessThan(400)
  expect(error.message).not.toMatch(/\n|abi|viem/i)
  return error.code
}

test('a deposit moves SNM into the market by a permit, and a withdrawal takes it out', async () => {
  const before = await buyer.balances(buyer.account)
  const receipt = await buyer.deposit(3n * SNM)
  const between = await buyer.balances(buyer.account)
  expect(between.freeWei - before.freeWei).toBe(3n * SNM)
  expect(before.snmWei - between.snmWei).toBe(3n * SNM)
  expect(before.ethWei - between.ethWei).toBe(receipt.feeWei)
  await buyer.withdraw(3n * SNM)
  expect((await buyer.balances(buyer.account)).freeWei).toBe(before.freeWei)
})

test('a deal is taken, billed and closed, and paid to the wei', async () => {
  const ask = await anAsk()
  const before = await buyer.balances(buyer.account)
  const earnedBefore = (await master.balances(master.account)).freeWei
  const { deal, blockNumber, timestampSeconds } = await buyer.take(ask, 0n)
  expect(deal).toMatchObject({
    buyer: buyer.account,
    hub: hub.account,
    master: master.account,
    pricePerSecond: PRICE,
    startedAtSeconds: timestampSeconds,
    lockedWei: PRICE * 3600n,
    askHash: orderHash({ chainId: world.anvil.chainId, market: world.contracts.market }, ask.order),
  })
  expect(await buyer.isNonceUsed(hub.account, ask.order.nonce)).toBe(true)
  await world.advance(600n)
  const billing = await hub.bill([deal])
  const [billed] = await hub.events(billing.blockNumber, billing.blockNumber)
  if (billed?.kind !== 'dealBilled') throw new Error('no dealBilled')
  expect(billed).toMatchObject({ txHash: billing.txHash, timestampSeconds: billing.timestampSeconds })
  await world.advance(100n)
  const closing = await buyer.close(dealAfter(deal, billed, billed.timestampSeconds))
  const seconds = closing.timestampSeconds - timestampSeconds
  expect(billed.paidWei + closing.paidWei).toBe(PRICE * seconds)
  expect((await master.balances(master.account)).freeWei - earnedBefore).toBe(PRICE * seconds)
  expect(before.freeWei - (await buyer.balances(buyer.account)).freeWei).toBe(PRICE * seconds)
  const events = await buyer.events(blockNumber, closing.blockNumber)
  expect(events.map((event) => event.kind)).toEqual(['dealOpened', 'dealBilled', 'dealClosed'])
  expect(events[2]).toMatchObject({
    by: buyer.account,
    paidWei: closing.paidWei,
    returnedWei: closing.returnedWei,
  })
})

test('what the contract refuses comes back as its code', async () => {
  const now = (await buyer.latest()).timestampSeconds
  const take = async (changes: Partial<Order>, duration = 0n) => codeOf(buyer.take(await anAsk(changes), duration))
  expect(await take({ expiresAtSeconds: now - 1n })).toBe('ORDER_EXPIRED')
  expect(await take({ epoch: 9n })).toBe('ORDER_EPOCH_WRONG')
  expect(await take({ counterparty: master.account })).toBe('ORDER_NOT_FOR_CALLER')
  expect(await take({ denomination: 'USD', pricePerSecond: 1n })).toBe('PRICE_UNAVAILABLE')
  expect(await take({ side: 'bid' })).toBe('ORDER_INVALID')
  expect(await take({}, 60n)).toBe('DURATION_EXCEEDED')
  expect(await take({ pricePerSecond: 10n ** 24n })).toBe('BALANCE_INSUFFICIENT')
  const ask = await anAsk()
  expect(await codeOf(buyer.take({ ...ask, order: { ...ask.order, pricePerSecond: 1n } }, 0n))).toBe(
    'SIGNATURE_INVALID',
  )
  expect(await codeOf(hub.take(ask, 0n))).toBe('DEAL_WITH_SELF')
  expect(await codeOf(buyer.take(await anAsk({}, signers.buyer), 0n))).toBe('HUB_UNCONFIRMED')
  await buyer.take(ask, 0n)
  expect(await codeOf(buyer.take(ask, 0n))).toBe('ORDER_TAKEN')
  expect(await codeOf(buyer.withdraw(10_000n * SNM))).toBe('BALANCE_INSUFFICIENT')
  expect(await codeOf(buyer.transferSnm(hub.account, 10_000n * SNM))).toBe('SNM_INSUFFICIENT')
  expect(await codeOf(buyer.transferSnm(ZERO_ADDRESS, 1n))).toBe('INPUT_INVALID')
  expect(await codeOf(buyer.deposit(10_000n * SNM))).toBe('SNM_INSUFFICIENT')
  expect(await codeOf(master.confirmHub(hub.account))).toBe('HUB_CONFIRMED')
  expect(await codeOf(master.confirmHub(buyer.account))).toBe('HUB_NOT_ANNOUNCED')
  expect(await codeOf(hub.announceMaster(buyer.account))).toBe('HUB_CONFIRMED')
  expect(await codeOf(buyer.announceMaster(buyer.account))).toBe('INPUT_INVALID')
})

test('a deal is closed once, by who may', async () => {
  const { deal } = await buyer.take(await anAsk({ durationSeconds: 1000n }), 1000n)
  expect(await codeOf(hub.close(deal))).toBe('DEAL_CLOSE_FORBIDDEN')
  await buyer.close(deal)
  expect(await codeOf(buyer.close(deal))).toBe('DEAL_STATE_WRONG')
})

test('cancelled orders cannot be taken', async () => {
  const ask = await anAsk()
  await hub.cancel([ask.order.nonce])
  expect(await codeOf(buyer.take(ask, 0n))).toBe('ORDER_TAKEN')
  const other = await anAsk()
  const { blockNumber } = await hub.cancelAll()
  expect(await codeOf(buyer.take(other, 0n))).toBe('ORDER_EPOCH_WRONG')
  expect(await hub.events(blockNumber, blockNumber)).toMatchObject([{ kind: 'epochAdvanced', account: hub.account }])
})

test('many writes of one account at once each have their own nonce, and see those before them', async () => {
  const before = await buyer.balances(buyer.account)
  const receipts = await Promise.all([
    ...Array.from({ length: 5 }, () => buyer.deposit(SNM)),
    ...Array.from({ length: 5 }, () => buyer.withdraw(SNM)),
  ])
  expect(new Set(receipts.map((receipt) => receipt.txHash)).size).toBe(10)
  expect((await buyer.balances(buyer.account)).freeWei).toBe(before.freeWei)
})

test('writes wait for their block together where blocks take their time', async () => {
  await world.anvil.request('evm_setAutomine', false)
  try {
    const writes = Promise.all([buyer.deposit(SNM), buyer.deposit(SNM), buyer.withdraw(2n * SNM)])
    for (let pending = 0; pending < 3; ) {
      const pool = await world.anvil.request<{ pending: string }>('txpool_status')
      pending = Number(pool.pending)
    }
    await world.anvil.request('evm_mine')
    const receipts = await writes
    expect(new Set(receipts.map((receipt) => receipt.blockNumber)).size).toBe(1)
  } finally {
    await world.anvil.request('evm_setAutomine', true)
  }
})

test('a refused write leaves the next ones in order', async () => {
  const outcomes = await Promise.allSettled([buyer.deposit(SNM), buyer.withdraw(10_000n * SNM), buyer.withdraw(SNM)])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('an account without Ether is told so, and nothing is sent', async () => {
  const poor = await world.fundedClient(keyOf('4'), SNM)
  await setEth(world.anvil, poor.account, 1000n)
  expect(await codeOf(poor.transferSnm(buyer.account, 1n))).toBe('ETH_INSUFFICIENT')
  expect(await codeOf(poor.transferEth(buyer.account, 5000n))).toBe('ETH_INSUFFICIENT')
})

test('Ether and faucet SNM arrive', async () => {
  const target = `0x${'ab'.repeat(20)}` as const
  await buyer.transferEth(target, 123n)
  expect((await buyer.balances(target)).ethWei).toBe(123n)
  const before = (await hub.balances(hub.account)).snmWei
  await hub.requestFaucet()
  expect((await hub.balances(hub.account)).snmWei - before).toBe(100n * SNM)
})

test('masterOf is nobody for who is no confirmed hub', async () => {
  expect(await buyer.masterOf(hub.account)).toBe(master.account)
  expect(await buyer.masterOf(buyer.account)).toBeUndefined()
  expect(await buyer.blockHash(10n ** 9n)).toBeUndefined()
})

test('another chain, a missing contract, and no chain at all are told apart', async () => {
  const { anvil, contracts } = world
  const options = {
    url: anvil.url,
    expectedChainId: anvil.chainId,
    contracts,
    signer: signers.buyer,
    clock: systemClock,
  }
  expect(await codeOf(createChainClient({ ...options, expectedChainId: 1 }).latest())).toBe('CHAIN_WRONG')
  const elsewhere = { ...contracts, market: buyer.account }
  expect(await codeOf(createChainClient({ ...options, contracts: elsewhere }).latest())).toBe('CONTRACT_MISSING')
  expect(await codeOf(createChainClient({ ...options, url: 'http://127.0.0.1:1' }).deposit(1n))).toBe(
    'CHAIN_UNREACHABLE',
  )
  const { faucet: _, ...withoutFaucet } = contracts
  expect(await codeOf(createChainClient({ ...options, contracts: withoutFaucet }).requestFaucet())).toBe(
    'FAUCET_MISSING',
  )
})
