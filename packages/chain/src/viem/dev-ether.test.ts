import { fail } from '@sonm/model'
import { expect, it, test } from 'vitest'
import { giveDevEther } from './dev-ether.ts'
import type { Rpc } from './rpc.ts'

const ME = `0x${'01'.repeat(20)}` as const

function recorded(answer: () => unknown = () => null) {
  const calls: unknown[] = []
  const client = {
    getBalance: async () => 5n,
    request: async (call: unknown) => {
      calls.push(call)
      return answer()
    },
  }
  const rpc = { ask: async (request: (given: typeof client) => unknown) => request(client) } as unknown as Rpc
  return { rpc, calls }
}

test('a development chain adds Ether to what is there', async () => {
  const { rpc, calls } = recorded()
  expect(await giveDevEther(rpc, 31337, ME, 11n)).toBe(true)
  expect(calls).toEqual([{ method: 'anvil_setBalance', params: [ME, '0x10'] }])
})

it.each([1, 11155111, 42161, 8453, 31338])('chain %d is not even asked', async (chainId) => {
  const { rpc, calls } = recorded()
  expect(await giveDevEther(rpc, chainId, ME, 11n)).toBe(false)
  expect(calls).toEqual([])
})

test('a chain of that number that knows no such method is none', async () => {
  const { rpc } = recorded(() => {
    throw fail('CHAIN_REFUSED', { url: 'x', reason: 'unknown method' })
  })
  expect(await giveDevEther(rpc, 31337, ME, 11n)).toBe(false)
})
