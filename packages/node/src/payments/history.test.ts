import type { TokenTransfer } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openNodeStore } from '../store.ts'
import { buyer, createWorld, startNode, type World } from '../testing/world.ts'
import { HistoryBook } from './history-book.ts'

const PAYEE = `0x${'77'.repeat(20)}` as const

let world: World
let node: Awaited<ReturnType<typeof startNode>>
beforeEach(() => {
  world = createWorld()
})
afterEach(async () => {
  await node.node.stop()
  await node.store.destroy()
})

const transfer = (blockNumber: bigint, logIndex: number, amount: bigint): TokenTransfer => ({
  from: PAYEE,
  to: buyer.address,
  amount,
  blockNumber,
  blockHash: `0x${blockNumber.toString(16).padStart(64, '0')}`,
  logIndex,
  txHash: `0x${blockNumber.toString(16).padStart(64, 'f')}` as Hex,
  timestampSeconds: 1000n + blockNumber,
})
const amounts = (movements: readonly { amount: string }[]) => movements.map(({ amount }) => Number(amount))

/** Blocks up to this one, each made by a payment that is no part of what is looked at. */
async function mineTo(block: bigint): Promise<void> {
  while ((await world.chain.latest()).number < block) await world.chain.transferSnm(PAYEE, 0n)
}

test('what came and went is listed, the newest first, page by page, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(5)), { maxLength: 12, selector: String }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 13 }),
      fc.constantFrom(0, 3, 20),
      async (places, limit, since, confirmations) => {
        world = createWorld()
        places.forEach(
          ([block, index], at) => void world.wallet.transfers.push(transfer(BigInt(block), index, BigInt(at + 1))),
        )
        await mineTo(12n)
        node = await startNode(world, { confirmations })
        const sinceSeconds = since === 0 ? 0n : 1000n + BigInt(since)
        const found: number[] = []
        let cursor = ''
        do {
          const page = await node.wallet.listHistory({ limit, cursor, sinceSeconds })
          expect(page.movements.length <= limit).toBe(true)
          found.push(...amounts(page.movements))
          expect(found.length <= places.length).toBe(true)
          cursor = page.nextCursor
        } while (cursor !== '')
        const expected = places
          .map(([block, index], at) => ({ block, index, amount: at + 1 }))
          .filter(({ block }) => since === 0 || block >= since)
          .sort((a, b) => b.block - a.block || b.index - a.index)
        expect(found).toEqual(expected.map(({ amount }) => amount))
        await node.node.stop()
        await node.store.destroy()
      },
    ),
    { numRuns: 25 },
  )
})

test('what no confirmation stands on yet is listed as fresh, and stored when one does', async () => {
  world.wallet.transfers.push(transfer(3n, 0, 30n), transfer(8n, 0, 80n))
  await mineTo(8n)
  node = await startNode(world, { confirmations: 4 })
  const list = async () => {
    const { movements, readToBlock, latestBlock } = await node.wallet.listHistory({})
    return { states: movements.map(({ amount, state }) => [amount, state]), readToBlock, latestBlock }
  }
  const before = [
    ['80', 'fresh'],
    ['30', 'confirmed'],
  ]
  expect(await list()).toEqual({ states: before, readToBlock: 4n, latestBlock: 8n })
  await mineTo(12n)
  expect((await list()).states).toEqual([
    ['80', 'confirmed'],
    ['30', 'confirmed'],
  ])
})

test('a deposit of the wallet is in it with what it cost, and so is a deal', async () => {
  node = await startNode(world)
  await node.wallet.deposit({ amountWei: '50' })
  await node.wallet.withdraw({ amountWei: '20' })
  expect((await node.wallet.listHistory({})).movements).toMatchObject([
    { kind: 'withdrawal', amount: '20', counterparty: '', feeWei: '70000' },
    { kind: 'deposit', amount: '50', counterparty: '', feeWei: '70000', token: { symbol: 'SNM' } },
  ])
})

test('names of the address book stand beside addresses', async () => {
  world.wallet.transfers.push(transfer(1n, 0, 5n))
  node = await startNode(world)
  await node.wallet.putContact({ contact: { name: 'alice', address: PAYEE } })
  expect((await node.wallet.listHistory({})).movements).toMatchObject([
    { counterparty: PAYEE, counterpartyName: 'alice' },
  ])
})

test.each([
  [{ limit: 501 }, 'limit'],
  [{ cursor: 'next' }, 'cursor'],
  [{ cursor: '1.2.3; DROP TABLE movement' }, 'cursor'],
])('%j is refused', async (request, field) => {
  node = await startNode(world)
  const error = await node.wallet.listHistory(request).catch((thrown: unknown) => thrown)
  expect(isCoded(error, 'INPUT_INVALID') && error.data.field).toBe(field)
})

test('a reorganised chain takes back what it said; an own payment waits to be mined again', async () => {
  node = await startNode(world)
  const store = await openNodeStore(':memory:')
  const book = new HistoryBook(store)
  const snm = world.wallet.contracts.snm
  const from = (block: bigint, amountWei: bigint) => {
    const { from: counterparty, amount: _inToken, ...rest } = transfer(block, 0, amountWei)
    return { ...rest, amountWei, kind: 'received' as const, counterparty, dealId: 0n }
  }
  const put = (...movements: ReturnType<typeof from>[]) =>
    store.transaction().execute((part) => book.put(part, movements, snm))
  await put(from(3n, 3n), from(5n, 5n))
  await put(from(3n, 3n))
  const own = { token: undefined, currency: { symbol: 'ETH', decimals: 18 }, amount: 9n, to: PAYEE }
  const place = await book.begin(own, { nonce: 0, txHash: '0xaa' }, 2000)
  await book.mined(place, '0xaa', { blockNumber: 6n, timestampSeconds: 1006n, feeWei: 1n })
  const listed = async () => (await book.list(10, 0n, undefined)).map(({ amount, state }) => [amount, state])
  expect(await listed()).toEqual([
    ['9', 'mined'],
    ['5', 'mined'],
    ['3', 'mined'],
  ])
  await store.transaction().execute((part) => book.rollBack(part, 4n))
  expect(await listed()).toEqual([
    ['9', 'pending'],
    ['3', 'mined'],
  ])
  await put(from(5n, 50n))
  expect(await listed()).toEqual([
    ['9', 'pending'],
    ['50', 'mined'],
    ['3', 'mined'],
  ])
  await store.destroy()
})
