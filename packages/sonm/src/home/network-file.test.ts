import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded } from '@sonm/common'
import type { Address } from '@sonm/model'
import { afterAll, expect, test } from 'vitest'
import { type NetworkSettings, readNetworkFile, writeNetworkFile } from './network-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-network-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'network.json')
const address = (digit: string): Address => `0x${digit.repeat(40)}`
const network: NetworkSettings = {
  name: 'test',
  chainId: 31_337,
  rpcUrl: 'http://127.0.0.1:8545',
  moreRpcUrls: ['https://rpc.example.org'],
  contracts: { snm: address('1'), registry: address('2'), market: address('3') },
  marketplaces: [`${address('a')}@127.0.0.1:15021`],
  locators: [],
  confirmations: 2,
  maxFeePerGasWei: '30000000000',
  pollIntervalMs: 500,
  startBlock: 7,
}

function failureOf(text: string) {
  writeFileSync(path, text)
  try {
    readNetworkFile(path)
  } catch (error) {
    if (isCoded(error)) return error
  }
  throw new Error('it was read')
}

test('what is written is read, by its owner alone, and nothing else is left', () => {
  writeNetworkFile(path, network)
  expect(readNetworkFile(path)).toEqual({ ...network, relays: [], maxFeePerGasWei: 30_000_000_000n })
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(readdirSync(folder)).toEqual(['network.json'])
})

const GWEI = 10n ** 9n
test.each([
  ['of its own machine', 31_337, { confirmations: 0, maxFeePerGasWei: 500n * GWEI, pollIntervalMs: 200 }],
  ['Sepolia', 11_155_111, { confirmations: 5, maxFeePerGasWei: 200n * GWEI, pollIntervalMs: 4_000 }],
  ['Arbitrum One', 42_161, { confirmations: 20, maxFeePerGasWei: 5n * GWEI, pollIntervalMs: 1_000 }],
  ['that nobody has named', 999, { confirmations: 5, maxFeePerGasWei: 200n * GWEI, pollIntervalMs: 4_000 }],
])('what a file need not say is that of its chain: one %s', (_, chainId, defaults) => {
  const { confirmations, maxFeePerGasWei, pollIntervalMs, startBlock, moreRpcUrls, ...least } = network
  writeFileSync(path, JSON.stringify({ ...least, chainId }))
  expect(readNetworkFile(path)).toEqual({ ...least, chainId, moreRpcUrls: [], relays: [], startBlock: 0, ...defaults })
})

test('a missing file is told from a bad one, and named', () => {
  const missing = join(folder, 'none.json')
  expect(() => readNetworkFile(missing)).toThrow(
    expect.objectContaining({ code: 'NETWORK_FILE_MISSING', data: { path: missing } }),
  )
  expect(() => readNetworkFile(folder)).toThrow(
    expect.objectContaining({ code: 'FILE_UNREADABLE', data: { path: folder, reason: 'it is a folder' } }),
  )
})

test.each([
  ['no JSON', '{', /JSON/],
  ['empty', '', /JSON/],
  ['another shape', '[]', /object/],
  ['an unknown field', JSON.stringify({ ...network, colour: 'red' }), /colour/],
  ['a missing field', JSON.stringify({ ...network, chainId: undefined }), /chainId/],
  [
    'an address of the wrong case',
    JSON.stringify({ ...network, contracts: { ...network.contracts, snm: `0x${'A'.repeat(40)}` } }),
    /contracts\.snm/,
  ],
  ['a peer without a port', JSON.stringify({ ...network, locators: [address('a')] }), /locators\[0\]/],
  ['no URL among the further ones', JSON.stringify({ ...network, moreRpcUrls: ['chain'] }), /moreRpcUrls/],
  ['a fee that is no number', JSON.stringify({ ...network, maxFeePerGasWei: '1.5' }), /maxFeePerGasWei/],
  ['a key that stands twice', JSON.stringify(network).replace('{', '{"rpcUrl":"http://evil.example",'), /'rpcUrl'/],
  [
    'a contract that stands twice',
    JSON.stringify(network).replace('"market":', `"market":"${address('e')}","market":`),
    /'contracts\.market'/,
  ],
  ['no URL', JSON.stringify({ ...network, rpcUrl: 'chain' }), /rpcUrl/],
])('a file with %s is refused, and the reason names the place', (_, text, reason) => {
  const failure = failureOf(text)
  expect(failure.code).toBe('NETWORK_FILE_INVALID')
  expect(failure.data).toMatchObject({ path, reason: expect.stringMatching(reason) })
})
