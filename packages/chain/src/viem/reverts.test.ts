import * as contracts from '@sonm/contracts'
import { type Abi, type AbiParameter, encodeErrorResult } from 'viem'
import { expect, test } from 'vitest'
import { codedRevert } from './reverts.ts'

function sampleOf({ type }: AbiParameter): unknown {
  if (type === 'address') return `0x${'ab'.repeat(20)}`
  if (type === 'bytes32') return `0x${'cd'.repeat(32)}`
  if (type === 'string') return 'text'
  const [, bits] = /^u?int(\d+)$/.exec(type)!
  return Number(bits) > 48 ? 1n : 1
}

const errors = Object.entries(contracts).flatMap(([name, value]) => {
  if (!name.endsWith('Abi')) return []
  const ofThis = (value as unknown as Abi).filter((entry) => entry.type === 'error')
  return ofThis.map((error) => [name.replace('Abi', ''), error.name, error] as const)
})

test('there are errors of six contracts', () => {
  const names = new Set(errors.map(([contract]) => contract))
  expect([...names].sort()).toEqual(['faucet', 'market', 'oracle', 'profiles', 'registry', 'snm'])
})

test.each(errors)('%s: %s has its code, and a message without its name', (_contract, name, error) => {
  const data = encodeErrorResult({ abi: [error], errorName: name, args: error.inputs.map(sampleOf) } as never)
  const coded = codedRevert(data)
  expect(coded.code).not.toBe('TRANSACTION_REVERTED')
  expect(coded.what).not.toContain('undefined')
  if (coded.code !== 'INTERNAL') expect(coded.what).not.toContain(name)
})

test('what is none of ours, or is cut off, is a revert without a code of its own', () => {
  const [, name, error] = errors.find(([, each]) => each === 'BalanceInsufficient')!
  const whole = encodeErrorResult({ abi: [error], errorName: name, args: [1n, 2n] } as never)
  expect(codedRevert(whole).code).toBe('BALANCE_INSUFFICIENT')
  for (const data of ['0x', '0x12345678', whole.slice(0, 20) as `0x${string}`] as const) {
    expect(codedRevert(data).code).toBe('TRANSACTION_REVERTED')
  }
})
