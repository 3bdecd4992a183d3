import { isCoded, systemClock } from '@sonm/common'
import { detailsHash, fromHex, type Order, signerFromPrivateKey, signOrder } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ChainClient } from '../client.ts'
import { type RpcProxy, startRpcProxy, startTestChain, type TestChain } from '../testing/index.ts'
import { createChainClient } from './create-chain-client.ts'

const SNM = 10n ** 18n
const keyOf = (digit: string) => `0x${digit.repeat(64)}` as const

let world: TestChain
let proxy: RpcProxy
let direct: ChainClient
/** The same account through the proxy. */
let proxied: ChainClient

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  proxy = await startRpcProxy(world.anvil.url)
  direct = await world.fundedClient(keyOf('6'), 1000n * SNM)
  proxied = throughProxy('6')
  await direct.deposit(100n * SNM)
})
afterEach(() => {
  proxy.rule = (body) => body
})
afterAll(async () => {
  await proxy?.stop()
  await world?.stop()
})

function throughProxy(digit: string, receiptTimeoutMs = 30_000): ChainClient {
  return createChainClient({
    url: proxy.url,
    expectedChainId: world.anvil.chainId,
    contracts: world.contracts,
    signer: signerFromPrivateKey(fromHex(keyOf(digit))),
    clock: systemClock,
    pollIntervalMs: 20,
    receiptTimeoutMs,
  })
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('a write whose answer is lost is done once, and its receipt is found', async () => {
  const before = (await direct.balances(direct.account)).freeWei
  proxy.rule = (body) => (body.includes('eth_sendRawTransaction') ? 'lose answer' : body)
  await proxied.withdraw(1n * SNM)
  expect(before - (await direct.balances(direct.account)).freeWei).toBe(1n * SNM)
})

test('a write that is lost on its way is reported as unknown, and the next one is not held up', async () => {
  const before = (await direct.balances(direct.account)).freeWei
  proxy.rule = (body) => (body.includes('eth_sendRawTransaction') ? 'lose request' : body)
  const impatient = throughProxy('6', 1_000)
  expect(await codeOf(impatient.withdraw(1n * SNM))).toBe('TRANSACTION_PENDING')
  proxy.rule = (body) => body
  await impatient.withdraw(2n * SNM)
  expect(before - (await direct.balances(direct.account)).freeWei).toBe(2n * SNM)
})

test('an outage while a receipt is waited for does not lose the receipt', async () => {
  let outages = 5
  proxy.rule = (body) => (body.includes('eth_getTransactionReceipt') && outages-- > 0 ? 'lose request' : body)
  await proxied.withdraw(1n * SNM)
  expect(outages).toBeLessThan(0)
})

test('a write that cannot be prepared sends nothing', async () => {
  proxy.rule = (body) => (body.includes('eth_estimateGas') ? 'lose request' : body)
  expect(await codeOf(proxied.withdraw(1n * SNM))).toBe('CHAIN_UNREACHABLE')
})

test('the one of two buyers who comes second in a block is told why he failed', async () => {
  const hub = await world.fundedClient(keyOf('7'), 0n)
  const master = await world.fundedClient(keyOf('8'), 0n)
  const rival = await world.fundedClient(keyOf('9'), 100n * SNM)
  await hub.announceMaster(master.account)
  await master.confirmHub(hub.account)
  await rival.deposit(100n * SNM)
  const order: Order = sampleOrder({
    author: hub.account,
    nonce: 1n,
    expiresAtSeconds: (await hub.latest()).timestampSeconds + 3600n,
    pricePerSecond: 10n ** 14n,
    detailsHash: detailsHash(''),
    benchmarks: Array<bigint>(16).fill(0n),
  })
  const domain = { chainId: world.anvil.chainId, market: world.contracts.market }
  const ask = await signOrder(domain, signerFromPrivateKey(fromHex(keyOf('7'))), order, '')
  // Neither sees the other's transaction before the block, as on a public chain.
  proxy.rule = (body) => body.replaceAll('"pending"', '"latest"')
  await world.anvil.request('evm_setAutomine', false)
  try {
    const takes = Promise.allSettled([proxied.take(ask, 0n), throughProxy('9').take(ask, 0n)])
    for (let pending = 0; pending < 2; ) {
      const pool = await world.anvil.request<{ pending: string }>('txpool_status')
      pending = Number(pool.pending)
    }
    await world.anvil.request('evm_mine')
    const outcomes = await takes
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(failures.map((error) => (isCoded(error) ? error.code : String(error)))).toEqual(['ORDER_TAKEN'])
  } finally {
    await world.anvil.request('evm_setAutomine', true)
  }
})
