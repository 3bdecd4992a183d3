import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded, systemClock } from '@sonm/common'
import type { Address, Signer } from '@sonm/model'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { contractsOf, type DeploymentFile } from '../networks/deployment.ts'
import { type Anvil, anvilSigner, type RpcProxy, startAnvil, startRpcProxy } from '../testing/index.ts'
import { createChainClient } from '../viem/create-chain-client.ts'
import { Deployer, type DeploymentOptions } from './deploy.ts'
import { STANDARD_FACTORY, saltOf } from './plan.ts'
import { fileProgress, memoryProgress, type ProgressStore } from './progress.ts'
import type { Design } from './steps.ts'
import { verifyDeployment } from './verify-deployment.ts'

const SNM = 10n ** 18n
const FAUCET = { amountWei: 100n * SNM, intervalSeconds: 3600n }
const FUND = 5_000n * SNM
const deployer = anvilSigner(0)
const DESIGN: Design = {
  holder: deployer.address,
  validators: [{ account: deployer.address, level: 4 }],
  prices: { reporters: [deployer.address], maxAgeSeconds: 3600n },
  faucet: FAUCET,
}
const folder = mkdtempSync(join(tmpdir(), 'sonm-deploy-'))
const progressFile = join(folder, 'progress.json')

/** A chain with the factory of CREATE2, and one without. */
let anvil: Anvil
let bare: Anvil
let proxy: RpcProxy
let snapshots: readonly string[]

beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  bare = await startAnvil({ clock: systemClock, withoutFactory: true })
  proxy = await startRpcProxy(bare.url)
})
beforeEach(async () => {
  proxy.rule = (body) => body
  snapshots = [await anvil.request('evm_snapshot'), await bare.request('evm_snapshot')]
})
afterEach(async () => {
  await anvil.request('evm_revert', snapshots[0])
  await bare.request('evm_revert', snapshots[1])
  rmSync(progressFile, { force: true })
})
afterAll(async () => {
  await Promise.all([proxy, anvil, bare].map((part) => part?.stop()))
  rmSync(folder, { recursive: true, force: true })
})

function deployerWith(options: Partial<DeploymentOptions> = {}): Deployer {
  return new Deployer({
    url: anvil.url,
    network: { name: 'dev', chainId: 31_337 },
    deployer,
    design: DESIGN,
    faucetFundWei: FUND,
    salt: saltOf('SONM'),
    clock: systemClock,
    progress: memoryProgress(),
    pollIntervalMs: 10,
    receiptTimeoutMs: 10_000,
    ...options,
  })
}

const sentBy = async ({ address }: Signer, chain = anvil) =>
  Number(await chain.request('eth_getTransactionCount', address, 'latest'))
const verify = (deployment: DeploymentFile, chain = anvil) =>
  verifyDeployment(deployment, { url: chain.url, clock: systemClock })

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('a market is deployed where the plan says, for what it says, and reads back as it was compiled', async () => {
  const plan = await deployerWith().plan()
  expect(plan.contracts!.map(({ name, isThere }) => [name, isThere])).toEqual([
    ['SNM', false],
    ['Registry', false],
    ['Profiles', false],
    ['Oracle', false],
    ['Market', false],
    ['Faucet', false],
  ])
  const ethBefore = BigInt(await anvil.request<string>('eth_getBalance', deployer.address, 'latest'))
  const deployment = await deployerWith().run()
  const ethAfter = BigInt(await anvil.request<string>('eth_getBalance', deployer.address, 'latest'))
  expect(ethBefore - ethAfter).toBeLessThanOrEqual(plan.cost.mostWei)
  expect(
    Object.entries(deployment.contracts)
      .map(([name, { address }]) => [name, address])
      .toSorted(),
  ).toEqual(plan.contracts!.map(({ name, address }) => [name, address]).toSorted())
  expect(deployment.factory).toBe(STANDARD_FACTORY)
  expect(deployment.startBlock).toBe(deployment.contracts.SNM.blockNumber)
  expect((await verify(deployment)).map(({ name }) => name)).toEqual([
    'SNM',
    'Registry',
    'Profiles',
    'Oracle',
    'Market',
    'Faucet',
  ])

  const contracts = contractsOf(deployment)
  const client = createChainClient({
    url: anvil.url,
    expectedChainId: 31_337,
    contracts,
    signer: deployer,
    clock: systemClock,
  })
  expect((await client.balances(contracts.faucet!)).snmWei).toBe(FUND)
  await client.deposit(7n)
  expect((await client.balances(deployer.address)).freeWei).toBe(7n)
})

test('to deploy again does nothing, whoever does it, and tells the same', async () => {
  const first = await deployerWith().run()
  const sent = await sentBy(deployer)
  const again = await deployerWith().run()
  expect(await sentBy(deployer)).toBe(sent)
  // Nobody remembers the transactions, but the blocks can be found.
  const withoutTransactions = Object.entries(first.contracts).map(([name, { txHash: _, ...same }]) => [name, same])
  expect(Object.entries(again.contracts).toSorted()).toEqual(withoutTransactions.toSorted())
  expect(again.startBlock).toBe(first.startBlock)
  const plan = await deployerWith().plan()
  expect([plan.contracts!.every(({ isThere }) => isThere), plan.cost.gas]).toEqual([true, 0n])

  const stranger = anvilSigner(1)
  await deployerWith({ deployer: stranger }).run()
  expect(await sentBy(stranger)).toBe(0)
})

test('another salt makes another set; an SNM and a price feed that are there can be used', async () => {
  const first = await deployerWith().run()
  const token = first.contracts.SNM.address
  const second = await deployerWith({ salt: saltOf('another'), design: { ...DESIGN, token } }).run()
  expect(second.contracts.SNM.address).toBe(token)
  expect(second.contracts.Market.address).not.toBe(first.contracts.Market.address)
  await verify(second)
  const none = `0x${'9'.repeat(40)}` as Address
  expect(await codeOf(deployerWith({ design: { ...DESIGN, token: none } }).plan())).toBe('DEPLOYMENT_WRONG')
  const registry = first.contracts.Registry.address
  const sent = await sentBy(deployer)
  for (const wrong of [{ token: registry }, { prices: { feed: registry, maxAgeSeconds: 1n } }]) {
    const design = { ...DESIGN, ...wrong }
    expect(await codeOf(deployerWith({ design, salt: saltOf('third') }).run())).toBe('DEPLOYMENT_WRONG')
  }
  expect(await sentBy(deployer)).toBe(sent)
  const feed = first.contracts.Oracle!.address
  const third = await deployerWith({
    salt: saltOf('third'),
    design: { ...DESIGN, prices: { feed, maxAgeSeconds: 9n } },
  }).run()
  expect(third.contracts.Oracle!.address).toBe(feed)
  await verify(third)
})

test('what does not stand there as it was compiled is found: no code, other code, other immutables, another address', async () => {
  const deployment = await deployerWith().run()
  const { Market, Registry } = deployment.contracts
  const other = await deployerWith({ salt: saltOf('another') }).run()
  const otherMarket = await anvil.request<string>('eth_getCode', other.contracts.Market.address, 'latest')
  const own = await anvil.request<string>('eth_getCode', Market.address, 'latest')
  for (const code of ['0x', otherMarket, `${own}00`, own.replace('60', '61')]) {
    await anvil.request('anvil_setCode', Market.address, code)
    expect(await codeOf(verify(deployment))).toBe('DEPLOYMENT_WRONG')
  }
  await anvil.request('anvil_setCode', Market.address, own)
  await verify(deployment)
  const contracts = { ...deployment.contracts, Registry: { ...Registry, address: Market.address } }
  expect(await codeOf(verify({ ...deployment, contracts }))).toBe('DEPLOYMENT_WRONG')
  const { Faucet: _, ...three } = deployment.contracts
  expect(await codeOf(verify({ ...deployment, contracts: three as never }))).toBe('DEPLOYMENT_WRONG')
  expect(await codeOf(verify({ ...deployment, chainId: 1 }))).toBe('CHAIN_WRONG')
})

/** A deployment on the bare chain: its factory, six contracts, and the filling of the faucet. */
const STEPS = ['Factory', 'SNM', 'Registry', 'Profiles', 'Oracle', 'Market', 'Faucet', 'filling']
const onBare = (options: Partial<DeploymentOptions> = {}) =>
  deployerWith({ url: bare.url, progress: fileProgress(progressFile), ...options })

async function expectOneWholeSet(deployment: DeploymentFile): Promise<void> {
  expect(await sentBy(deployer, bare)).toBe(STEPS.length)
  // The factory's address hangs on the nonce of its transaction: there was no other before.
  expect(deployment.factory).toBe('0x5fbdb2315678afecb367f032d93f642f64180aa3')
  expect(Object.values(deployment.contracts).every(({ txHash }) => txHash !== undefined)).toBe(true)
  const faucet = contractsOf(deployment).faucet!
  const client = createChainClient({
    url: bare.url,
    expectedChainId: 31_337,
    contracts: contractsOf(deployment),
    signer: deployer,
    clock: systemClock,
  })
  expect((await client.balances(faucet)).snmWei).toBe(FUND)
}

test.each(STEPS.flatMap((step, at) => [[step, 'lose request', at] as const, [step, 'lose answer', at] as const]))(
  'who is cut off while the transaction of %s is sent (%s) goes on there, and ends with one set',
  async (_, loss, at) => {
    let sends = 0
    let isDead = false
    proxy.rule = (body) => {
      if (isDead) return 'lose request'
      isDead = body.includes('eth_sendRawTransaction') && sends++ === at
      return isDead ? loss : body
    }
    expect(await codeOf(onBare({ url: proxy.url, receiptTimeoutMs: 30 }).run())).toBe('TRANSACTION_PENDING')
    expect(statSync(progressFile).mode & 0o077).toBe(0)
    await expectOneWholeSet(await onBare().run())
  },
)

test.each(STEPS.map((step, at) => [step, 2 * at + 1] as const))(
  'who dies when the transaction of %s is mined, and before that is saved (save %d), goes on there, and ends with one set',
  async (_, at) => {
    const file = fileProgress(progressFile)
    let saves = 0
    const dying: ProgressStore = {
      ...file,
      async save(state) {
        // Before it each step saves twice: what it will send, and that it is mined.
        if (saves++ >= at) throw new Error('killed')
        await file.save(state)
      },
    }
    await expect(onBare({ progress: dying }).run()).rejects.toThrow('killed')
    await expectOneWholeSet(await onBare().run())
  },
)

test('a deployment that was begun with other options is not mixed with this one', async () => {
  proxy.rule = (body) => (body.includes('eth_sendRawTransaction') ? 'lose request' : body)
  await onBare({ url: proxy.url, receiptTimeoutMs: 30 })
    .run()
    .catch(() => {})
  for (const options of [
    { salt: saltOf('another') },
    { deployer: anvilSigner(1) },
    { design: { ...DESIGN, holder: anvilSigner(1).address } },
  ]) {
    expect(await codeOf(onBare(options).plan())).toBe('DEPLOYMENT_UNFINISHED')
    expect(await codeOf(onBare(options).run())).toBe('DEPLOYMENT_UNFINISHED')
  }
  await onBare().run()
  await onBare().finish()
  expect(await codeOf(onBare({ salt: saltOf('another') }).plan())).toMatch(/^no coded error/)
  writeFileSync(progressFile, '{"flights":[{}]}')
  expect(await codeOf(onBare().run())).toBe('DEPLOYMENT_INVALID')
})

test('a chain that is too dear is told before anything is sent', async () => {
  expect(await codeOf(deployerWith({ maxFeePerGasWei: 1n }).plan())).toBe('FEE_TOO_HIGH')
  expect(await codeOf(deployerWith({ maxFeePerGasWei: 1n }).run())).toBe('FEE_TOO_HIGH')
  expect(await sentBy(deployer)).toBe(0)
})
