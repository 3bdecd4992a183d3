import type { Hex } from '@sonm/model'
import { beforeEach, expect, test } from 'vitest'
import { deposited, type Emitted, FAKE_MARKET, FakeNode, toWord } from '../testing/fake-node.ts'
import { BLOCK_FAULTS, type Fault, LOG_FAULTS } from '../testing/rpc-faults.ts'

const ALICE: Hex = `0x${'a1'.repeat(20)}`
const BOB: Hex = `0x${'b0'.repeat(20)}`
const ELSEWHERE: Hex = `0x${'0e'.repeat(20)}`

let node: FakeNode
let asked: { readonly method: string; readonly params: readonly unknown[] }[]

beforeEach(() => {
  node = new FakeNode()
  asked = []
  node.mine([deposited(ALICE, 1), deposited(BOB, 2)], [], [deposited(BOB, 3, ELSEWHERE)], [deposited(BOB, 4)])
  meet((chain, method, params) => chain.answerAs('current', method, params))
})

function meet(fault: Fault): void {
  node.answer = (method, params) => {
    asked.push({ method, params })
    return fault(node, method, params)
  }
}

const askedForHash = () => asked.map(({ params: [filter] }) => filter).filter((filter) => Object(filter).blockHash)

test('a span has the events of its blocks, and the hashes that tie it to those around', async () => {
  const { chain } = node
  const span = await chain.readBlocks(1n, 4n)
  expect(span).toMatchObject({
    fromBlock: 1n,
    toBlock: 4n,
    parentHash: await chain.blockHash(0n),
    hash: (await chain.latest()).hash,
    events: [
      { kind: 'deposited', account: ALICE, amountWei: 1n, blockNumber: 1n, logIndex: 0, timestampSeconds: 1n },
      { kind: 'deposited', account: BOB, amountWei: 2n, blockNumber: 1n, logIndex: 1 },
      { kind: 'deposited', account: BOB, amountWei: 4n, blockNumber: 4n, logIndex: 0, timestampSeconds: 4n },
    ],
  })
  expect(askedForHash()).toEqual([{ address: FAKE_MARKET, blockHash: span.hash }])
})

test.each(Object.entries(LOG_FAULTS))('an endpoint that %s is found out', async (_, { code, fault }) => {
  meet(fault)
  await expect(node.chain.readBlocks(1n, 4n)).rejects.toMatchObject({ code, retryable: true })
})

test.each(Object.entries(BLOCK_FAULTS))('an endpoint that %s is found out', async (_, { code, fault }) => {
  meet(fault)
  await expect(node.chain.readBlocks(1n, 4n)).rejects.toMatchObject({ code, retryable: true })
})

test.each(['busy', {}, { number: '0x1' }, 7])('%j is no newest block, and no hash of one', async (answer) => {
  meet(() => answer)
  await expect(node.chain.latest()).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG' })
  await expect(node.chain.blockHash(1n)).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG' })
})

test('blocks of two chains are not one span', async () => {
  node.drop(2)
  node.mine([], [])
  meet((chain, method, params) => chain.answerAs(params[0] === '0x3' ? 'stale' : 'current', method, params))
  await expect(node.chain.readBlocks(1n, 4n)).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG' })
})

test.each([2, 3])('an invented log of block %d is not in the filter of the block', async (block) => {
  const number = `0x${block}`
  const { hash: blockHash } = node.answerAs('current', 'eth_getBlockByNumber', [number]) as { hash: Hex }
  const invented = { ...node.truth(blockHash, 0n)[0], blockHash, blockNumber: number, logIndex: '0x7' }
  meet((chain, method, params) => {
    const answer = chain.answerAs('current', method, params)
    return method === 'eth_getLogs' ? [...(answer as unknown[]), invented] : answer
  })
  await expect(node.chain.readBlocks(1n, 3n)).rejects.toMatchObject({ code: 'CHAIN_LOG_WRONG' })
})

/** Logs of others, whose topics differ from each other. */
function foreign(count: number): Emitted[] {
  return Array.from({ length: count }, (_, at) => ({
    address: ELSEWHERE,
    topics: [toWord(at + 1)],
    data: '0x' as const,
  }))
}

/** The market's address and the topic of a deposit, but in logs of others. */
function disguise(): Emitted[] {
  const { topics } = deposited(ALICE, 1)
  return [
    { address: ELSEWHERE, topics: [topics[0]!], data: '0x' },
    { address: BOB, topics: [FAKE_MARKET], data: '0x' },
  ]
}

test('a filter that promises logs by chance is settled by all logs of the block', async () => {
  node.mine(disguise())
  expect((await node.chain.readBlocks(5n, 5n)).events).toEqual([])
  expect(askedForHash()).toEqual([{ blockHash: expect.any(String) }])
})

test('an endpoint that leaves them out there too cannot make up the filter', async () => {
  node.mine([deposited(ALICE, 1), ...foreign(3)])
  meet((chain, method, params) => {
    const answer = chain.answerAs('current', method, params)
    return method === 'eth_getLogs' ? (answer as Emitted[]).filter(({ address }) => address !== FAKE_MARKET) : answer
  })
  await expect(node.chain.readBlocks(5n, 5n)).rejects.toMatchObject({ code: 'CHAIN_LOGS_MISSING' })
  expect(askedForHash()).toHaveLength(1)
})

test('where the filter is so full that it proves nothing, only logs of the market are asked for', async () => {
  node.mine(foreign(3000))
  expect((await node.chain.readBlocks(5n, 5n)).events).toEqual([])
  expect(askedForHash()).toEqual([{ address: FAKE_MARKET, blockHash: expect.any(String) }])
})

test('a full block whose logs are left out is found out by its hash', async () => {
  node.mine([deposited(ALICE, 1), ...foreign(3000)])
  meet(LOG_FAULTS['leaves out all logs']!.fault)
  await expect(node.chain.readBlocks(5n, 5n)).rejects.toMatchObject({ code: 'CHAIN_LOGS_MISSING' })
})

test('an answer that is cut off within the last block with logs is found out', async () => {
  node.mine([deposited(ALICE, 1), deposited(ALICE, 2), deposited(ALICE, 3)], [])
  meet((chain, method, params) => {
    const answer = chain.answerAs('current', method, params)
    return Object(params[0]).fromBlock === undefined ? answer : (answer as unknown[]).slice(0, 5)
  })
  await expect(node.chain.readBlocks(1n, 6n)).rejects.toMatchObject({ code: 'CHAIN_LOGS_MISSING', retryable: true })
  expect((await node.chain.readBlocks(1n, 4n)).events).toHaveLength(3)
})
