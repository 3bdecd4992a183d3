import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded } from '@sonm/common'
import { afterAll, expect, test } from 'vitest'
import { type NetworkFile, readNetworkFile, writeNetworkFile } from './network-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-network-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'network.json')
const address = (digit: string): NetworkFile['contracts']['snm'] => `0x${digit.repeat(40)}`
const network: NetworkFile = {
  name: 'test',
  chainId: 31_337,
  rpcUrl: 'http://127.0.0.1:8545',
  moreRpcUrls: ['https://rpc.example.org'],
  contracts: { snm: address('1'), registry: address('2'), market: address('3') },
  marketplaces: [`${address('a')}@127.0.0.1:15021`],
  locators: [],
  confirmations: 2,
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
  expect(readNetworkFile(path)).toEqual(network)
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(readdirSync(folder)).toEqual(['network.json'])
})

test('what a file need not say has a default', () => {
  const { confirmations: _, pollIntervalMs: __, startBlock: ___, moreRpcUrls: ____, ...least } = network
  writeFileSync(path, JSON.stringify(least))
  expect(readNetworkFile(path)).toEqual({
    ...least,
    moreRpcUrls: [],
    confirmations: 0,
    pollIntervalMs: 4000,
    startBlock: 0,
  })
})

test('a missing file is told from a bad one, and named', () => {
  const missing = join(folder, 'none.json')
  expect(() => readNetworkFile(missing)).toThrow(
    expect.objectContaining({ code: 'NETWORK_FILE_MISSING', data: { path: missing } }),
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
  ['no URL', JSON.stringify({ ...network, rpcUrl: 'chain' }), /rpcUrl/],
])('a file with %s is refused, and the reason names the place', (_, text, reason) => {
  const failure = failureOf(text)
  expect(failure.code).toBe('NETWORK_FILE_INVALID')
  expect(failure.data).toMatchObject({ path, reason: expect.stringMatching(reason) })
})
