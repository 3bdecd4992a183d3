import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Anvil, startAnvil } from '@sonm/chain/testing'
import { isCoded, systemClock } from '@sonm/common'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openHome } from '../home/home.ts'
import { readNetworkFile } from '../home/network-file.ts'
import { createMember } from '../roles/world.ts'
import { runCommand } from '../testing/run-command.ts'

const folders = mkdtempSync(join(tmpdir(), 'sonm-chain-use-'))
const deployments = join(folders, 'deployments')
const PEER = `0x${'a1'.repeat(20)}@market.example.org:15021`

let anvil: Anvil
let other: Anvil
let home: string

const run = async (...words: readonly string[]) => (await runCommand('chain', ...words)).out

const use = (target: string, ...words: readonly string[]) =>
  run('use', target, '--home', home, '--folder', deployments, ...words)

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  other = await startAnvil({ clock: systemClock, chainId: 31_337 })
  await run('deploy', '--rpc-url', anvil.url, '--folder', deployments, '--yes')
})
afterAll(async () => {
  await Promise.all([anvil, other].map((part) => part?.stop()))
  rmSync(folders, { recursive: true, force: true })
})
beforeEach(() => {
  home = mkdtempSync(join(folders, 'home-'))
})

test('a market that is deployed becomes the network of a home, and a role starts in it', async () => {
  const url = `${anvil.url}/?key=secret`
  const printed = await use('dev', '--rpc-url', url, '--marketplace', PEER, '--out', 'json')
  expect(printed).not.toContain('secret')
  const file = readNetworkFile(join(home, 'network.json'))
  const { contracts, startBlock } = JSON.parse(readFileSync(join(deployments, 'dev.json'), 'utf8'))
  expect(file).toMatchObject({ rpcUrl: url, startBlock, marketplaces: [PEER], locators: [] })
  expect(file.contracts.market).toBe(contracts.Market.address)
  expect(file).toMatchObject({ confirmations: 0, maxFeePerGasWei: 500n * 10n ** 9n })

  const { chain, network } = await createMember({ home: openHome(home), name: 'hub', logLevel: 'silent' })
  expect((await chain.latest()).number).toBeGreaterThan(BigInt(startBlock))
  expect(await chain.oracle.reporters()).toHaveLength(1)
  await network.close()

  // Another endpoint of the same market: all else that stands there stays, and what is the chain's is left to it.
  const path = join(home, 'network.json')
  const written = { ...JSON.parse(readFileSync(path, 'utf8')), relays: [PEER], pollIntervalMs: 900 }
  writeFileSync(path, JSON.stringify(written))
  await use(join(deployments, 'dev.json'), '--rpc-url', anvil.url)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...written, rpcUrl: anvil.url })
  const relay = `0x${'b2'.repeat(20)}@relay.example.org:15022`
  await use(join(deployments, 'dev.json'), '--rpc-url', anvil.url, '--relay', relay)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...written, rpcUrl: anvil.url, relays: [relay] })
})

test('the file of another market is replaced only by who says yes, and is no obstacle when it is damaged', async () => {
  const path = join(home, 'network.json')
  writeFileSync(path, '{')
  const words = ['--rpc-url', anvil.url]
  expect(await codeOf(use('dev', ...words))).toBe('CONFIRMATION_NEEDED')
  expect(readFileSync(path, 'utf8')).toBe('{')
  await use('dev', ...words, '--yes')
  expect(readNetworkFile(path).name).toBe('dev')
})

test.each<[string, readonly string[], string]>([
  ['a network without a deployment', ['sepolia', '--rpc-url', 'URL'], 'DEPLOYMENT_MISSING'],
  ['a file that is not there', ['./nowhere.json', '--rpc-url', 'URL'], 'DEPLOYMENT_MISSING'],
  ['an endpoint without these contracts', ['dev', '--rpc-url', 'OTHER'], 'DEPLOYMENT_WRONG'],
  ['an endpoint that is down', ['dev', '--rpc-url', 'http://127.0.0.1:1'], 'CHAIN_UNREACHABLE'],
  ['a marketplace without a port', ['dev', '--rpc-url', 'URL', '--marketplace', `0x${'1'.repeat(40)}`], 'PEER_INVALID'],
  ['a URL that is none', ['dev', '--rpc-url', 'example'], 'INPUT_INVALID'],
])('%s is refused, and nothing is written', async (_, [target, ...words], code) => {
  const given = words.map((word) => ({ URL: anvil.url, OTHER: other.url })[word] ?? word)
  expect(await codeOf(use(target!, ...given))).toBe(code)
  expect(readdirSync(home)).toEqual([])
})
