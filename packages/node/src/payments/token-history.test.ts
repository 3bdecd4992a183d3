import type { TokenTransfer } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buyer, createWorld, startNode, type World } from '../testing/world.ts'

const TOKEN = `0x${'70'.repeat(20)}` as const
const PAYER = `0x${'77'.repeat(20)}` as const

let world: World
let node: Awaited<ReturnType<typeof startNode>>
beforeEach(async () => {
  world = createWorld()
  world.wallet.tokens.set(TOKEN, { address: TOKEN, symbol: 'USDC', decimals: 6 })
  node = await startNode(world, { confirmations: 3 })
  while ((await world.chain.latest()).number < 100n) await world.chain.transferSnm(PAYER, 0n)
})
afterEach(async () => {
  await node.node.stop()
  await node.store.destroy()
})

const transfer = (block: number, logIndex: number, amount: bigint, change: Partial<TokenTransfer> = {}) => ({
  from: PAYER,
  to: buyer.address,
  amount,
  blockNumber: BigInt(block),
  blockHash: `0x${block.toString(16).padStart(64, '0')}` as Hex,
  logIndex,
  txHash: `0x${block.toString(16).padStart(64, 'f')}` as Hex,
  timestampSeconds: BigInt(1000 + block),
  ...change,
})
async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('what came and went of a token is listed when it is asked for, page by page, each once, whatever a request may hold', async () => {
  const places = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat(3)), {
    maxLength: 12,
    selector: String,
  })
  await fc.assert(
    fc.asyncProperty(
      places,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1n, 2n, 7n, 1000n),
      fc.constantFrom(0, 40, 101),
      async (found, limit, mostBlocks, since) => {
        const inOrder = found
          .map(([block, index], at) => ({ block, index, amount: at + 1 }))
          .sort((a, b) => a.block - b.block || a.index - b.index)
        world.wallet.strangeTransfers.splice(0)
        for (const { block, index, amount } of inOrder) {
          world.wallet.strangeTransfers.push(transfer(block, index, BigInt(amount)))
        }
        world.wallet.mostBlocks = mostBlocks
        const sinceSeconds = since === 0 ? 0n : BigInt(1000 + since)
        const listed: number[] = []
        let cursor = ''
        do {
          const page = await node.wallet.listHistory({ token: TOKEN, limit, cursor, sinceSeconds })
          expect(page.movements.length <= limit).toBe(true)
          listed.push(...page.movements.map(({ amount }) => Number(amount)))
          cursor = page.nextCursor
        } while (cursor !== '')
        const expected = inOrder.filter(({ block }) => block >= since).toReversed()
        expect(listed).toEqual(expected.map(({ amount }) => amount))
      },
    ),
    { numRuns: 60 },
  )
})

test('it says who paid, who was paid, and what a reorganisation may take back', async () => {
  world.wallet.strangeTransfers.push(
    transfer(5, 0, 3n),
    transfer(6, 0, 4n, { from: buyer.address, to: PAYER }),
    transfer(99, 0, 5n, { from: buyer.address }),
  )
  await node.wallet.putContact({ contact: { name: 'alice', address: PAYER } })
  expect((await node.wallet.listHistory({ token: TOKEN })).movements).toMatchObject([
    { kind: 'sent', amount: '5', counterparty: '', state: 'fresh' },
    { kind: 'sent', amount: '4', counterparty: PAYER, counterpartyName: 'alice', state: 'confirmed' },
    {
      kind: 'received',
      amount: '3',
      counterpartyName: 'alice',
      token: { address: TOKEN, symbol: 'USDC', decimals: 6 },
    },
  ])
})

test('a token that nobody asked for puts nothing into the history, and a transfer of nothing is none', async () => {
  world.wallet.strangeTransfers.push(
    transfer(5, 0, 3n),
    transfer(6, 0, 0n, { from: buyer.address, to: `0x${'78'.repeat(20)}` }),
  )
  expect((await node.wallet.listHistory({})).movements).toEqual([])
  expect((await node.wallet.listHistory({ token: TOKEN })).movements).toMatchObject([{ amount: '3' }])
})

test.each([
  [{ token: 'ETH' }, 'INPUT_INVALID'],
  [{ token: 'USDC' }, 'ADDRESS_INVALID'],
  [{ token: PAYER }, 'TOKEN_INVALID'],
  [{ token: TOKEN, limit: 501 }, 'INPUT_INVALID'],
  [{ token: TOKEN, cursor: '1.2.3' }, 'INPUT_INVALID'],
  [{ token: TOKEN, cursor: '-1.2' }, 'INPUT_INVALID'],
])('%j is refused', async (request, code) => {
  expect(await codeOf(node.wallet.listHistory(request))).toBe(code)
})

test('the balance of a token can be asked for another account', async () => {
  world.wallet.tokenBalance = async (_, account) => (account === PAYER ? 7n : 900n)
  expect(await node.wallet.getToken({ asset: TOKEN })).toMatchObject({ balance: '900' })
  expect(await node.wallet.getToken({ asset: TOKEN, account: PAYER })).toMatchObject({ balance: '7' })
  expect(await codeOf(node.wallet.getToken({ asset: TOKEN, account: '0x12' }))).toBe('INPUT_INVALID')
})
