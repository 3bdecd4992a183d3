import { CodedError, systemClock, VirtualClock } from '@sonm/common'
import { fromHex, type Hex, signerFromPrivateKey, ZERO_ADDRESS } from '@sonm/model'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FullChainClient } from '../settlement.ts'
import {
  type Anvil,
  lie,
  type ProxyRule,
  type RpcProxy,
  startAnvil,
  startRpcProxy,
  startTestChain,
  stayAt,
  type TestChain,
} from '../testing/index.ts'
import { type ChainClientOptions, createChainClient } from './create-chain-client.ts'

const SNM = 10n ** 18n
const KEY = `0x${'5'.repeat(64)}` as const

let world: TestChain
let elsewhere: Anvil
/** The one account, straight at the chain. */
let direct: FullChainClient
/** A transaction of its own. */
let deposited: Hex
let proxies: readonly [RpcProxy, RpcProxy, RpcProxy]

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  elsewhere = await startAnvil({ clock: systemClock, chainId: 1 })
  direct = await world.fundedClient(KEY, 1000n * SNM)
  deposited = (await direct.deposit(100n * SNM)).txHash
  await world.clientFor(world.deployer).oracle.report(5_000_000n)
  const start = () => startRpcProxy(world.anvil.url)
  proxies = [await start(), await start(), await start()]
})
afterEach(() => {
  for (const proxy of proxies) {
    proxy.rule = (body) => body
    proxy.asked.length = 0
  }
})
afterAll(async () => {
  await Promise.all([...(proxies ?? []), elsewhere, world].map((part) => part?.stop()))
})

function clientOver(urls: readonly string[], options: Partial<ChainClientOptions> = {}): FullChainClient {
  return createChainClient({
    url: urls,
    expectedChainId: world.anvil.chainId,
    contracts: world.contracts,
    signer: signerFromPrivateKey(fromHex(KEY)),
    clock: systemClock,
    pollIntervalMs: 20,
    receiptTimeoutMs: 5_000,
    requestTimeoutMs: 5_000,
    ...options,
  })
}

const ofAll = (options: Partial<ChainClientOptions> = {}) =>
  clientOver(
    proxies.map(({ url }) => url),
    options,
  )
const hostOf = (proxy: RpcProxy) => new URL(proxy.url).host

async function failureOf(action: Promise<unknown>): Promise<CodedError> {
  const error = await action.then(
    (value) => new Error(`it succeeded: ${String(value)}`),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CodedError)) throw error
  return error
}

test.each<[string, ProxyRule]>([
  ['is down', () => 'lose request'],
  ['does not answer', () => 'hang'],
  ['answers with HTML', () => ({ contentType: 'text/html', text: '<html>' })],
  ['answers with HTTP 429', () => ({ status: 429, text: 'slow down' })],
  ['answers with HTTP 500', () => ({ status: 500, text: '' })],
  ['has wrong types', lie('eth_getBalance', () => true)],
  ['refuses', lie('eth_getBalance', () => undefined)],
  ['has lost the contracts', lie('eth_getCode', () => '0x')],
  ['is another chain', lie('eth_chainId', () => '0x1')],
])('where an endpoint %s the next one is asked, for reads and writes', async (_, rule) => {
  proxies[0].rule = rule
  const client = clientOver([proxies[0].url, proxies[1].url], { requestTimeoutMs: 1_000 })
  expect(await client.balances(direct.account)).toEqual(await direct.balances(direct.account))
  const { freeWei } = await direct.balances(direct.account)
  await client.withdraw(1n)
  expect((await direct.balances(direct.account)).freeWei).toBe(freeWei - 1n)
})

test('what the contract says is final: no other endpoint is asked for another answer', async () => {
  const client = clientOver([proxies[0].url, proxies[1].url])
  expect((await failureOf(client.withdraw(10n ** 30n))).code).toBe('BALANCE_INSUFFICIENT')
  expect(proxies[1].asked).toEqual([])
})

test('an endpoint that failed is left alone for a while, and checked again when it comes back', async () => {
  const clock = new VirtualClock()
  const client = clientOver([proxies[0].url, proxies[1].url], { clock })
  proxies[0].rule = () => 'lose request'
  await client.latest()
  proxies[0].rule = (body) => body
  proxies[0].asked.length = 0
  await client.latest()
  expect(proxies[0].asked).toEqual([])
  await clock.advance(60_000)
  await client.latest()
  expect(proxies[0].asked).toEqual(expect.arrayContaining(['eth_chainId', 'eth_getCode']))
  // What answers there now is another chain: it is not taken for ours.
  proxies[0].rule = () => 'lose request'
  await client.latest()
  proxies[0].rule = lie('eth_chainId', () => '0x1')
  await clock.advance(60_000)
  expect(await client.latest()).toEqual(await direct.latest())
})

test('when all fail, the failure is that of the first', async () => {
  proxies[0].rule = () => ({ status: 503, text: '' })
  const client = clientOver([proxies[0].url, elsewhere.url])
  const failure = await failureOf(client.latest())
  expect([failure.code, failure.data.url]).toEqual(['CHAIN_UNREACHABLE', hostOf(proxies[0])])
  expect((await failureOf(clientOver([elsewhere.url]).latest())).code).toBe('CHAIN_WRONG')
})

const more = (result: string) => `0x${(BigInt(result) + 10n ** 18n).toString(16)}`
const moreWord = (result: string) => `0x${(BigInt(result) + 10n ** 18n).toString(16).padStart(64, '0')}`
const changed = (hash: string) => `0x${hash.slice(3)}f`

test.each<[string, ProxyRule]>([
  ['Ether', lie('eth_getBalance', more)],
  ['SNM', lie('eth_call', moreWord)],
])('one endpoint of three that lies about %s is not believed, and asked last from then on', async (_, rule) => {
  proxies[0].rule = rule
  const client = ofAll()
  const truth = await direct.balances(direct.account)
  expect(await client.balances(direct.account)).toEqual(truth)
  await client.withdraw(1n)
  expect(proxies[0].asked).not.toContain('eth_sendRawTransaction')
})

test.each<[string, ProxyRule]>([
  ['leaves one out', lie('eth_getLogs', (logs: unknown[]) => logs.slice(1))],
  ['makes one up', lie('eth_getLogs', (logs: unknown[]) => [...logs, logs[0]])],
  [
    'changes an amount',
    lie('eth_getLogs', (logs: { data: string }[]) => logs.map((log) => ({ ...log, data: changed(log.data) }))),
  ],
  [
    'has another block',
    lie('eth_getLogs', (logs: { blockHash: string }[]) =>
      logs.map((log) => ({ ...log, blockHash: changed(log.blockHash) })),
    ),
  ],
  [
    'dates them otherwise',
    lie('eth_getLogs', (logs: object[]) => logs.map((log) => ({ ...log, blockTimestamp: '0x1' }))),
  ],
])('events are those that two of three have, where the first %s', async (_, rule) => {
  proxies[0].rule = rule
  const { number } = await direct.latest()
  const events = await ofAll().events(0n, number)
  expect(events.length).toBeGreaterThan(0)
  expect(events).toEqual(await direct.events(0n, number))
})

test.each<[string, ProxyRule]>([
  [
    'says that it failed',
    lie('eth_getTransactionReceipt', (receipt: object | null) => receipt && { ...receipt, status: '0x0' }),
  ],
  ['says that it is not mined', lie('eth_getTransactionReceipt', () => null)],
  [
    'has it cheaper',
    lie('eth_getTransactionReceipt', (receipt: object | null) => receipt && { ...receipt, gasUsed: '0x1' }),
  ],
  [
    'says that the nonce is gone',
    (body) =>
      body.includes('eth_getTransactionReceipt')
        ? lie('eth_getTransactionReceipt', () => null)(body)
        : lie('eth_getTransactionCount', () => '0xffff')(body),
  ],
])('a receipt is that which two of three have, where the first %s', async (_, rule) => {
  const client = ofAll()
  await client.latest()
  // The count for a nonce is no answer about money, and comes from the best one.
  proxies[0].rule = (body) => (body.includes('"pending"') ? body : rule(body))
  const { freeWei } = await direct.balances(direct.account)
  const receipt = await client.withdraw(2n)
  expect(receipt.gasUsed).toBeGreaterThan(21_000n)
  expect((await direct.balances(direct.account)).freeWei).toBe(freeWei - 2n)
})

test('who lies about the tip or the base fee does not make us pay more', async () => {
  const { feeWei: honestWei } = await ofAll().withdraw(1n)
  const rules: readonly ProxyRule[] = [
    lie('eth_maxPriorityFeePerGas', () => '0x9184e72a000'),
    lie('eth_getBlockByNumber', (block: object) => ({ ...block, baseFeePerGas: '0x174876e800' })),
    () => 'lose request',
  ]
  for (const rule of rules) {
    proxies[0].rule = rule
    const quote = await ofAll().wallet.quote({ kind: 'withdraw', amountWei: 1n })
    const { feeWei } = await ofAll().withdraw(1n)
    // The base fee of a chain that mines little falls from block to block.
    expect(feeWei <= honestWei && quote.feeWei < 2n * honestWei, String(rule)).toBe(true)
  }
  // Alone it can lie, and no further than to what a tip may be.
  proxies[0].rule = rules[0]!
  const { gasUsed, feeWei } = await clientOver([proxies[0].url]).withdraw(1n)
  expect(feeWei).toBeLessThanOrEqual(gasUsed * 4n * 10n ** 9n)
})

const SLOT = `0x${'1'.padStart(64, '0')}`

test.each<[string, ProxyRule, (client: FullChainClient) => Promise<unknown>]>([
  ['transfers, and leaves one out', lie('eth_getLogs', (logs: unknown[]) => logs.slice(1)), transfersOf],
  [
    'transfers, and changes an amount',
    lie('eth_getLogs', (logs: { data: string }[]) => logs.map((log) => ({ ...log, data: SLOT }))),
    transfersOf,
  ],
  [
    'transfers, and dates them otherwise',
    lie('eth_getLogs', (logs: object[]) => logs.map((log) => ({ ...log, blockTimestamp: '0x1' }))),
    transfersOf,
  ],
  ['what was mined, and knows of nothing', lie('eth_getTransactionReceipt', () => null), minedOf],
  [
    'what was mined, and calls it reverted',
    lie('eth_getTransactionReceipt', (receipt: object | null) => receipt && { ...receipt, status: '0x0' }),
    minedOf,
  ],
  [
    'what was mined, and dates it otherwise',
    lie('eth_getBlockByNumber', (block: object) => ({ ...block, timestamp: '0x1' })),
    minedOf,
  ],
  [
    'what a token has',
    lie('eth_call', moreWord),
    ({ wallet, account }) => wallet.tokenBalance(world.contracts.snm, account),
  ],
  ['what a token is', lie('eth_call', () => SLOT), ({ wallet }) => wallet.token(world.contracts.snm)],
  ['what a token is, and has none', lie('eth_getCode', () => '0x'), ({ wallet }) => wallet.token(world.contracts.snm)],
  ['a contract', lie('eth_getCode', () => '0x'), ({ wallet }) => wallet.isContract(world.contracts.snm)],
  ['the price', lie('eth_call', moreWord), ({ wallet }) => wallet.usdPrice(world.contracts.oracle!)],
])('of three endpoints one that lies about %s is not believed', async (_, rule, read) => {
  const truth = await read(direct)
  expect(truth).toBeDefined()
  const client = ofAll()
  // It has shown its contracts by then.
  await client.latest()
  proxies[0].rule = rule
  expect(await read(client)).toEqual(truth)
})

async function transfersOf({ wallet, account }: FullChainClient): Promise<unknown> {
  const { number } = await direct.latest()
  const transfers = await wallet.tokenTransfers(wallet.contracts.snm, account, 0n, number)
  expect(transfers.length).toBeGreaterThan(1)
  return transfers
}

async function minedOf({ wallet }: FullChainClient): Promise<unknown> {
  return wallet.fateOf([{ nonce: 0, txHash: deposited }], undefined)
}

test('two that disagree about a token or about transfers are not chosen between', async () => {
  proxies[2].rule = () => 'lose request'
  const client = ofAll()
  await client.latest()
  const { account } = direct
  proxies[0].rule = lie('eth_call', moreWord)
  const { wallet } = client
  expect((await failureOf(wallet.tokenBalance(world.contracts.snm, account))).code).toBe('CHAIN_DISAGREES')
  expect(await wallet.usdPrice(world.contracts.oracle!)).toBeUndefined()
  proxies[0].rule = lie('eth_getLogs', (logs: unknown[]) => logs.slice(1))
  const { number } = await direct.latest()
  expect((await failureOf(wallet.tokenTransfers(wallet.contracts.snm, account, 0n, number))).code).toBe(
    'CHAIN_DISAGREES',
  )
})

test('the transfers of so many blocks that no endpoint gives them at once are refused as such', async () => {
  const client = ofAll()
  await client.latest()
  for (const proxy of proxies) {
    proxy.rule = (body) => {
      if (!body.includes('"eth_getLogs"')) return body
      const error = { code: -32000, message: 'query exceeds max block range 10' }
      return { text: JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(body).id, error }) }
    }
  }
  const reading = client.wallet.tokenTransfers(world.contracts.snm, client.account, 0n, 1n)
  expect((await failureOf(reading)).code).toBe('CHAIN_RANGE_REFUSED')
})

test('who lies about the newest block moves nobody', async () => {
  const truth = await direct.latest()
  for (const number of ['0x1', '0x7fffffffffff']) {
    proxies[0].rule = (body) =>
      body.includes('"latest"')
        ? lie('eth_getBlockByNumber', (block: object) => ({ ...block, number, timestamp: number }))(body)
        : body
    expect(await ofAll().latest()).toEqual(truth)
    expect(await ofAll().balances(direct.account)).toEqual(await direct.balances(direct.account))
  }
})

test('three that contradict each other are named by their hosts, and nothing is believed', async () => {
  proxies[0].rule = lie('eth_getBalance', more)
  proxies[1].rule = lie('eth_getBalance', (balance: string) => more(more(balance)))
  const secret = proxies.map(({ url }) => `${url}/v3/secret-in-path?key=secret-in-query`)
  const failure = await failureOf(clientOver(secret).balances(direct.account))
  expect(failure.code).toBe('CHAIN_DISAGREES')
  for (const proxy of proxies) expect(failure.message).toContain(hostOf(proxy))
  expect(failure.message).not.toContain('secret')
})

test('where one is down, the two others must agree', async () => {
  proxies[2].rule = () => 'lose request'
  expect(await ofAll().balances(direct.account)).toEqual(await direct.balances(direct.account))
  proxies[0].rule = lie('eth_getBalance', more)
  expect((await failureOf(ofAll().balances(direct.account))).code).toBe('CHAIN_DISAGREES')
})

test('one alone is not enough, and who is missing is told', async () => {
  proxies[1].rule = () => 'lose request'
  proxies[2].rule = () => ({ status: 429, text: '' })
  const failure = await failureOf(ofAll().balances(direct.account))
  expect([failure.code, failure.retryable]).toEqual(['CHAIN_QUORUM_MISSING', true])
  expect(failure.message).toContain(hostOf(proxies[1]))
  expect(failure.message).toContain('HTTP 429')
})

test('a fourth is asked when one of the three fails or lies', async () => {
  const fourth = await startRpcProxy(world.anvil.url)
  try {
    proxies[0].rule = lie('eth_getBalance', more)
    proxies[1].rule = () => 'lose request'
    const client = clientOver([...proxies, fourth].map(({ url }) => url))
    expect(await client.balances(direct.account)).toEqual(await direct.balances(direct.account))
  } finally {
    await fourth.stop()
  }
})

test('one that lags is told from one that lies: it is waited for by nobody, and its past is not believed', async () => {
  const { number } = await direct.latest()
  const client = ofAll()
  proxies[0].rule = stayAt(number)
  const before = await client.balances(direct.account)
  const receipt = await client.withdraw(3n)
  // What the client has seen mined is in every balance that it tells from then on.
  expect((await client.balances(direct.account)).freeWei).toBe(before.freeWei - 3n)
  const events = await client.events(receipt.blockNumber, receipt.blockNumber)
  expect(events.map(({ kind }) => kind)).toEqual(['withdrawn'])

  // With another one down, nobody confirms the third: that is no contradiction.
  proxies[1].rule = () => 'lose request'
  expect((await failureOf(client.balances(direct.account))).code).toBe('CHAIN_QUORUM_MISSING')
})

test('an endpoint that has not got to a block leaves out no events of it in silence', async () => {
  const { number } = await direct.latest()
  const { blockNumber } = await direct.withdraw(1n)
  proxies[0].rule = (body) => {
    if (body.includes('eth_getLogs')) return lie('eth_getLogs', () => [])(body)
    return body.includes(`"0x${blockNumber.toString(16)}"`)
      ? lie('eth_getBlockByNumber', () => null)(body)
      : stayAt(number)(body)
  }
  const client = clientOver([proxies[0].url, proxies[1].url])
  expect(await client.events(blockNumber, blockNumber)).toHaveLength(1)
})

test('a hub without a master is nobody’s for all three', async () => {
  expect(await ofAll().masterOf(ZERO_ADDRESS)).toBeUndefined()
  expect(await ofAll().epochOf(direct.account)).toBe(0n)
  expect(await ofAll().isNonceUsed(direct.account, 1n)).toBe(false)
})

test('agreement of endpoints that are not there, and one endpoint given twice, are refused', async () => {
  const { url } = proxies[0]
  expect(() => clientOver([url], { agreement: true })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  expect(() => clientOver([url, url])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  expect(() => clientOver([])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})
