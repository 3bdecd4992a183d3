import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeKeystore } from '@sonm/chain'
import { type Anvil, type RpcProxy, setEth, startAnvil, startRpcProxy } from '@sonm/chain/testing'
import { isCoded, systemClock, systemRandom } from '@sonm/common'
import { signerFromPrivateKey } from '@sonm/model'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { writeNetworkFile } from '../home/network-file.ts'
import { runCommand } from '../testing/run-command.ts'

let anvil: Anvil
let proxy: RpcProxy
let folder: string
const folders = mkdtempSync(join(tmpdir(), 'sonm-chain-command-'))

beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  proxy = await startRpcProxy(anvil.url)
})
afterAll(async () => {
  await Promise.all([proxy, anvil].map((part) => part?.stop()))
  rmSync(folders, { recursive: true, force: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(folders, 'deployments-'))
  proxy.rule = (body) => body
})

const run = async (...words: readonly string[]) => (await runCommand('chain', ...words)).out

const deploy = (...words: readonly string[]) =>
  run('deploy', '--rpc-url', anvil.url, '--folder', folder, '--out', 'json', '--yes', ...words)
const sent = async () => Number(await anvil.request('eth_getTransactionCount', ACCOUNT, 'latest'))
const ACCOUNT = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('a market is deployed, written down, found again, and read back', async () => {
  const { path, contracts } = JSON.parse(await deploy('--salt', 'first'))
  expect(Object.keys(contracts)).toEqual(['SNM', 'Registry', 'Profiles', 'Oracle', 'Market', 'Faucet'])
  expect(readdirSync(folder)).toEqual(['dev.json'])
  expect(path).toBe(join(folder, 'dev.json'))
  const before = await sent()
  const text = readFileSync(path, 'utf8')
  await deploy('--salt', 'first')
  expect(await sent()).toBe(before)
  expect(readFileSync(path, 'utf8')).toBe(text)
  const verified = JSON.parse(
    await run('verify', '--network', 'dev', '--rpc-url', anvil.url, '--folder', folder, '--out', 'json'),
  )
  expect(verified.contracts.map(({ address }: { address: string }) => address)).toEqual(
    Object.values(contracts).map((contract) => (contract as { address: string }).address),
  )
  const networks = JSON.parse(await run('networks', '--folder', folder, '--out', 'json'))
  expect(networks.filter(({ deployed }: { deployed: boolean }) => deployed)).toMatchObject([{ name: 'dev' }])
})

test('the key of a keystore pays, and its password comes from a file', async () => {
  const [keystore, password] = [join(folders, 'key.json'), join(folders, 'password')]
  const key = new Uint8Array(32).fill(7)
  // As cheap as it can be: the cost of guessing is the keystore's own test.
  await writeKeystore(keystore, key, 'correct horse', { random: systemRandom, scryptN: 2 })
  writeFileSync(password, 'correct horse\n', { mode: 0o600 })
  const words = ['--keystore', keystore, '--password-file', password, '--salt', 'own key']
  expect(await codeOf(deploy(...words))).toBe('ETH_INSUFFICIENT')
  const { address } = signerFromPrivateKey(key)
  await setEth(anvil, address, 10n ** 18n)
  expect(JSON.parse(await deploy(...words)).deployer).toBe(address)
})

test('another market is not put in the place of one that is written down', async () => {
  await deploy('--salt', 'second')
  const before = await sent()
  expect(await codeOf(deploy('--salt', 'third'))).toBe('DEPLOYMENT_EXISTS')
  expect(await sent()).toBe(before)
})

test('without a yes nothing is sent and nothing is written', async () => {
  const before = await sent()
  expect(await codeOf(run('deploy', '--rpc-url', anvil.url, '--folder', folder, '--salt', 'asked'))).toBe(
    'CONFIRMATION_NEEDED',
  )
  expect([await sent(), readdirSync(folder)]).toEqual([before, []])
})

test('a deployment that is cut off leaves its progress, and the same command ends it', async () => {
  const words = ['--salt', 'cut', '--folder', folder, '--out', 'json', '--yes']
  const refusal = { jsonrpc: '2.0', id: 1, error: { code: -32_000, message: 'no more today' } }
  let sends = 0
  proxy.rule = (body) =>
    body.includes('eth_sendRawTransaction') && sends++ > 1 ? { text: JSON.stringify(refusal) } : body
  const before = await sent()
  expect(await codeOf(run('deploy', '--rpc-url', proxy.url, ...words))).toBe('CHAIN_REFUSED')
  expect(readdirSync(folder)).toEqual(['dev.progress.json'])
  const { contracts } = JSON.parse(await run('deploy', '--rpc-url', anvil.url, ...words))
  expect(readdirSync(folder)).toEqual(['dev.json'])
  expect(await sent()).toBe(before + Object.keys(contracts).length + 1)
})

test('the endpoints of a home serve the network that its file is of, and no other', async () => {
  const home = mkdtempSync(join(folders, 'home-'))
  const nowhere = `0x${'1'.repeat(40)}` as const
  writeNetworkFile(join(home, 'network.json'), {
    name: 'test',
    chainId: 31_337,
    rpcUrl: anvil.url,
    moreRpcUrls: [proxy.url],
    contracts: { snm: nowhere, registry: nowhere, market: nowhere },
    marketplaces: [],
    locators: [],
    confirmations: 0,
    pollIntervalMs: 200,
    startBlock: 0,
  })
  const words = ['--home', home, '--folder', folder, '--out', 'json', '--yes', '--salt', 'home']
  expect(JSON.parse(await run('deploy', '--network', 'dev', ...words)).network).toBe('dev')
  expect(await codeOf(run('deploy', '--network', 'sepolia', ...words))).toBe('USAGE')
  expect(await codeOf(run('verify', '--network', 'hoodi', '--rpc-url', anvil.url, '--folder', folder))).toBe(
    'DEPLOYMENT_MISSING',
  )
})

test.each([
  ['no network at all', [], 'USAGE'],
  ['an unknown network', ['--network', 'mars'], 'NETWORK_UNKNOWN'],
  ['a network that another endpoint serves', ['--network', 'sepolia', '--rpc-url', 'URL'], 'USAGE'],
  ['a URL that is none', ['--rpc-url', 'example'], 'INPUT_INVALID'],
  ['an endpoint that is down', ['--rpc-url', 'http://127.0.0.1:1'], 'CHAIN_UNREACHABLE'],
  ['a fee that is none', ['--rpc-url', 'URL', '--max-fee', 'much'], 'INPUT_INVALID'],
  ['a fee that is too low', ['--rpc-url', 'URL', '--max-fee', '0.000000001'], 'FEE_TOO_HIGH'],
  ['confirmations that are none', ['--rpc-url', 'URL', '--confirmations', '-1'], 'INPUT_INVALID'],
  ['a keystore without its password', ['--rpc-url', 'URL', '--keystore', 'key.json'], 'SECRET_NEEDED'],
  ['a keystore beside an account', ['--rpc-url', 'URL', '--keystore', 'key.json', '--account', 'savings'], 'USAGE'],
  ['a token that is none', ['--rpc-url', 'URL', '--token', ACCOUNT], 'DEPLOYMENT_WRONG'],
])('%s is refused, and nothing is written', async (_, words, code) => {
  const given = words.map((word) => (word === 'URL' ? anvil.url : word))
  expect(await codeOf(run('deploy', '--folder', folder, '--yes', ...given))).toBe(code)
  expect(readdirSync(folder)).toEqual([])
})
