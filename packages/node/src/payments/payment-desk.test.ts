import { isCoded } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import { afterEach, beforeEach, expect, it, test } from 'vitest'
import { createWorld, startNode, type World } from '../testing/world.ts'

const PAYEE = `0x${'77'.repeat(20)}` as const
/** Of the first payment, whose nonce is 0. */
const FIRST: Hex = `0x${'e'.repeat(63)}0`
const DEARER: Hex = `0x${'d'.repeat(64)}`
const MINED = { blockNumber: 1n, timestampSeconds: 9_999_999_999n, feeWei: 9n, isReverted: false }

let world: World
let node: Awaited<ReturnType<typeof startNode>>
beforeEach(async () => {
  world = createWorld()
  node = await startNode(world)
})
afterEach(async () => {
  await node.node.stop()
  await node.store.destroy()
})

const pay = async (amount = '6') => {
  const error = await node.wallet.send({ to: PAYEE, asset: 'ETH', amount }).catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : undefined
}
const listed = async () => {
  const { movements } = await node.wallet.listHistory({})
  return movements.map(({ amount, state, txHash }) => [amount, state, txHash])
}

it.each([
  fail('CHAIN_REFUSED', { url: 'x', reason: 'y' }),
  fail('CHAIN_UNREACHABLE', { url: 'x', reason: 'y' }),
  fail('FEE_TOO_HIGH', { baseFee: 'x', cap: 'y' }),
  new Error('the program is broken'),
])('a payment that fails before it is signed leaves no trace: %s', async (failure) => {
  world.chain.failure = failure
  expect(await pay()).not.toBeUndefined()
  expect(await listed()).toEqual([])
})

it.each([
  fail('CHAIN_REFUSED', { url: 'x', reason: 'y' }),
  fail('TRANSACTION_REVERTED', { reason: 'no' }),
  fail('TRANSACTION_DISPLACED', { txHash: FIRST, nonce: 0 }),
  fail('TRANSACTION_DROPPED', { txHash: FIRST, reason: 'no' }),
])('and so does one that nobody took, or that has paid nothing: %s', async (failure) => {
  world.chain.lateFailure = failure
  expect(await pay()).toBe(failure.code)
  expect(await listed()).toEqual([])
})

it.each([fail('TRANSACTION_PENDING', { txHash: FIRST }), new Error('the disk is full')])(
  'one whose end is not known stays until it is: %s',
  async (failure) => {
    world.chain.lateFailure = failure
    await pay()
    expect(await listed()).toEqual([['6', 'pending', FIRST]])
    world.wallet.minedLater.set(FIRST, MINED)
    expect(await listed()).toEqual([['6', 'confirmed', FIRST]])
  },
)

test('a payment is known from before it is handed over, so that a process that dies then forgets nothing', async () => {
  const { promise: isNeverMined } = Promise.withResolvers<never>()
  world.chain.afterSigning = () => isNeverMined
  const dying = pay()
  await expect.poll(listed).toEqual([['6', 'pending', FIRST]])
  const next = await startNode(world, { store: node.store })
  expect((await next.wallet.listHistory({})).movements).toMatchObject([{ state: 'pending', txHash: FIRST }])
  await next.node.stop()
  void dying
})

test('whichever version is mined is the payment', async () => {
  world.chain.lateFailure = fail('TRANSACTION_PENDING', { txHash: FIRST })
  await pay()
  await world.wallet.replace([FIRST, DEARER])
  await world.wallet.replace([FIRST, DEARER])
  expect(await listed()).toEqual([['6', 'pending', DEARER]])
  world.wallet.minedLater.set(FIRST, MINED)
  expect(await listed()).toEqual([['6', 'confirmed', FIRST]])
})

test('a dearer version of what is no payment of this history is none of it', async () => {
  await world.wallet.replace([FIRST, DEARER])
  expect(await listed()).toEqual([])
})

test('a payment whose place another has taken is gone, once that is certain, and one that failed too', async () => {
  world.chain.lateFailure = fail('TRANSACTION_PENDING', { txHash: FIRST })
  await pay('6')
  await pay('7')
  world.wallet.nextNonce = 1
  expect((await listed()).map(([amount]) => amount)).toEqual(['7'])
  world.wallet.minedLater.set(`0x${'e'.repeat(63)}1`, { ...MINED, isReverted: true })
  expect(await listed()).toEqual([])
})
