import { expect, it } from 'vitest'
import { chainName } from './chain-name.ts'

it.each([
  [31_337n, 'local chain 31337'],
  [11_155_111n, 'Sepolia (chain 11155111)'],
  [5n, 'chain 5'],
])('chain %s is %s', (chainId, name) => {
  expect(chainName(chainId)).toBe(name)
})
