import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded } from '@sonm/common'
import { afterAll, expect, test } from 'vitest'
import { type DeploymentFile, deploymentPath, findDeployment, readDeployment, writeDeployment } from './deployment.ts'
import { NETWORKS, networkByChainId, networkByName } from './networks.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-deployments-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('networks are told apart by name and by chain id, and found by both', () => {
  expect(NETWORKS.map(({ name, chainId }) => [name, chainId])).toEqual([
    ['dev', 31_337],
    ['sepolia', 11_155_111],
    ['hoodi', 560_048],
    ['arbitrum-one', 42_161],
    ['arbitrum-sepolia', 421_614],
    ['base', 8_453],
    ['base-sepolia', 84_532],
  ])
  for (const network of NETWORKS) {
    expect(networkByName(network.name)).toBe(network)
    expect(networkByChainId(network.chainId)).toBe(network)
  }
  expect(() => networkByName('mars')).toThrow(expect.objectContaining({ code: 'NETWORK_UNKNOWN' }))
})

test('a chain that nobody has named is taken for one where money is at stake', () => {
  expect(networkByChainId(999)).toMatchObject({ name: 'chain-999', isTest: false })
  expect(networkByChainId(999).confirmations).toBeGreaterThan(0)
})

const contract = (digit: string) => ({
  address: `0x${digit.repeat(40)}` as const,
  codeHash: `0x${digit.repeat(64)}` as const,
  blockNumber: 7,
})
const deployment: DeploymentFile = {
  network: 'test',
  chainId: 7,
  deployer: `0x${'d'.repeat(40)}`,
  factory: `0x${'f'.repeat(40)}`,
  salt: `0x${'5'.repeat(64)}`,
  design: { holder: `0x${'d'.repeat(40)}`, validators: [], faucet: { amountWei: '1', intervalSeconds: '2' } },
  startBlock: 7,
  compiler: { solc: '0.8.37', viaIr: true, optimizerRuns: 1 },
  contracts: { SNM: contract('1'), Registry: contract('2'), Profiles: contract('4'), Market: contract('3') },
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('a deployment is read as it was written; one that is not there is told from one that is damaged', async () => {
  const path = deploymentPath(folder, 'test')
  expect(await findDeployment(path)).toBeUndefined()
  expect(await codeOf(readDeployment(folder, 'test'))).toBe('DEPLOYMENT_MISSING')
  await writeDeployment(path, deployment)
  expect(await readDeployment(folder, 'test')).toEqual(deployment)
})

const { Market: _, ...withoutMarket } = deployment.contracts
test.each([
  ['no JSON', '{'],
  ['a contract too few', JSON.stringify({ ...deployment, contracts: withoutMarket })],
  ['an address that is none', JSON.stringify({ ...deployment, factory: '0x12' })],
  ['a key that stands twice', JSON.stringify(deployment).replace('{', '{"network":"other",')],
  ['an unknown field', JSON.stringify({ ...deployment, colour: 'red' })],
  ['a name that leads elsewhere', JSON.stringify({ ...deployment, network: '../x' })],
])('a deployment file with %s is refused', async (_, text) => {
  writeFileSync(deploymentPath(folder, 'bad'), text)
  expect(await codeOf(readDeployment(folder, 'bad'))).toBe('DEPLOYMENT_INVALID')
})
