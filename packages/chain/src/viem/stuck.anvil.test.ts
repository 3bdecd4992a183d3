import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, isCoded, sleep, systemClock, systemRandom } from '@sonm/common'
import { type Address, type Hex, type Signer, signerFromPrivateKey, toHex } from '@sonm/model'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Anvil, type RpcProxy, setEth, startAnvil, startRpcProxy } from '../testing/index.ts'
import { fileJournal } from './journal-file.ts'
import { Rpc } from './rpc.ts'
import { Sender, type SenderOptions } from './sender.ts'

const GWEI = 10n ** 9n
const folder = mkdtempSync(join(tmpdir(), 'sonm-journal-'))

let anvil: Anvil
let proxy: RpcProxy
let signer: Signer
let payee: Address

beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  proxy = await startRpcProxy(anvil.url)
})
afterAll(async () => {
  await proxy?.stop()
  await anvil?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  signer = signerFromPrivateKey(systemRandom.bytes(32))
  payee = toHex(systemRandom.bytes(20)) as Address
  await setEth(anvil, signer.address, 10n ** 20n)
  await anvil.request('evm_setAutomine', false)
})
afterEach(async () => {
  proxy.rule = (body) => body
  proxy.asked.length = 0
  await anvil.request('anvil_dropAllTransactions')
  await anvil.request('anvil_setNextBlockBaseFeePerGas', `0x${GWEI.toString(16)}`)
  await anvil.request('evm_mine')
})

/** The system's clock, which can be set forward. */
let forwardMs = 0
const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + forwardMs }

function senderWith(options: Partial<SenderOptions> = {}, url = anvil.url): Sender {
  const chainId = anvil.chainId
  const rpc = new Rpc({ url, expectedChainId: chainId, contracts: {}, requestTimeoutMs: 5_000, clock })
  const speed = { pollIntervalMs: 10, receiptTimeoutMs: 20_000, replaceAfterMs: 100 }
  return new Sender({ rpc, chainId, signer, clock, ...speed, ...options })
}

const pay = (sender: Sender, weiCount = 1n, key?: string) => sender.send(() => ({ to: payee, valueWei: weiCount }), key)
const mine = (blocks = 1) => anvil.request('anvil_mine', `0x${blocks.toString(16)}`)
const paid = async () => BigInt(await anvil.request<string>('eth_getBalance', payee, 'latest'))
const sent = async () => Number(await anvil.request('eth_getTransactionCount', signer.address, 'latest'))

interface PoolTransaction {
  readonly nonce: string
  readonly hash: Hex
  readonly maxFeePerGas: string
  readonly maxPriorityFeePerGas: string
}

/** What the account has in the pool, by nonce. */
async function pool(): Promise<readonly PoolTransaction[]> {
  type Content = Record<'pending' | 'queued', Record<string, Record<string, PoolTransaction>>>
  const content = await anvil.request<Content>('txpool_content')
  return [content.pending, content.queued]
    .flatMap((part) => Object.entries(part))
    .filter(([account]) => account.toLowerCase() === signer.address)
    .flatMap(([, byNonce]) => Object.values(byNonce))
    .toSorted((a, b) => Number(a.nonce) - Number(b.nonce))
}

async function until<Value>(look: () => Promise<Value>, fits: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await look()
    if (fits(value)) return value
    await sleep(systemClock, 5)
  }
}

/** So often from now on. */
async function untilAsked(method: string, times: number): Promise<void> {
  const from = proxy.asked.length
  const since = async () => proxy.asked.slice(from).filter((asked) => asked === method).length
  await until(since, (count) => count >= times)
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('fifty writes at once are all mined, in the order of their nonces, over several blocks', async () => {
  const sender = senderWith({ replaceAfterMs: 60_000 })
  const outcomes = Promise.all(Array.from({ length: 50 }, (_, i) => pay(sender, BigInt(i + 1))))
  await until(pool, ({ length }) => length >= 20)
  await mine()
  await until(pool, (left) => left.at(-1)?.nonce === '0x31')
  await mine()
  const receipts = await outcomes
  expect(await sent()).toBe(50)
  expect(await paid()).toBe(BigInt((50 * 51) / 2))
  expect(new Set(receipts.map(({ txHash }) => txHash)).size).toBe(50)
  const blocks = receipts.map(({ blockNumber }) => blockNumber)
  expect(blocks).toEqual(blocks.toSorted((a, b) => Number(a - b)))
  expect(new Set(blocks).size).toBeGreaterThan(1)
})

test.each([
  ['nobody mines', 1n],
  ['a dearer chain leaves out', 50n],
])('a transaction that %s is replaced by one that offers an eighth more at least, and paid once', async (_, gwei) => {
  const outcome = pay(senderWith())
  const [first] = await until(pool, ({ length }) => length === 1)
  await anvil.request('anvil_setNextBlockBaseFeePerGas', `0x${(gwei * GWEI).toString(16)}`)
  if (gwei > 1n) await mine()
  const [second] = await until(pool, ([found]) => found !== undefined && found.hash !== first!.hash)
  for (const part of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
    expect(BigInt(second![part]) * 8n).toBeGreaterThanOrEqual(BigInt(first![part]) * 9n)
  }
  await mine()
  const { txHash } = await outcome
  expect(txHash).not.toBe(first!.hash)
  expect([await paid(), await sent()]).toEqual([1n, 1])
})

test('whichever version is mined is the result: here the first, while the second is lost on its way', async () => {
  let handedOver = 0
  proxy.rule = (body) => {
    if (!body.includes('eth_sendRawTransaction')) return body
    handedOver += 1
    return handedOver > 1 ? 'lose request' : body
  }
  const outcome = pay(senderWith({}, proxy.url))
  const [first] = await until(pool, ({ length }) => length === 1)
  await until(
    async () => handedOver,
    (count) => count > 3,
  )
  await mine()
  expect((await outcome).txHash).toBe(first!.hash)
  expect([await paid(), await sent()]).toEqual([1n, 1])
})

test('a fee never passes the cap: nothing is sent above it, and what is stuck below it says so', async () => {
  await anvil.request('anvil_setNextBlockBaseFeePerGas', `0x${(40n * GWEI).toString(16)}`)
  await mine()
  const refused = pay(senderWith({ maxFeePerGasWei: 30n * GWEI }))
  await expect(refused).rejects.toMatchObject({ code: 'FEE_TOO_HIGH', data: { cap: '30 gwei' } })
  expect(await pool()).toEqual([])

  const outcome = pay(senderWith({ maxFeePerGasWei: 45n * GWEI }, proxy.url))
  outcome.catch(() => {})
  const [waiting] = await until(pool, ({ length }) => length === 1)
  expect(BigInt(waiting!.maxFeePerGas)).toBe(45n * GWEI)
  await anvil.request('anvil_setNextBlockBaseFeePerGas', `0x${(90n * GWEI).toString(16)}`)
  await mine()
  await untilAsked('eth_maxPriorityFeePerGas', 3)
  forwardMs += 20_000
  await expect(outcome).rejects.toMatchObject({
    code: 'TRANSACTION_PENDING',
    data: { reason: expect.stringMatching(/base fee is \S+ gwei .* cap on fees is 45 gwei/) },
  })
  expect((await pool()).filter(({ maxFeePerGas }) => BigInt(maxFeePerGas) > 45n * GWEI)).toEqual([])
})

test('a write counts once enough blocks stand on it', async () => {
  let isCertain = false
  const outcome = pay(senderWith({ confirmations: 3, replaceAfterMs: 60_000 }, proxy.url)).then((receipt) => {
    isCertain = true
    return receipt
  })
  await until(pool, ({ length }) => length === 1)
  await mine(3)
  const looks = () => proxy.asked.filter((method) => method === 'eth_getTransactionReceipt').length
  const before = looks()
  await until(
    async () => looks(),
    (now) => now > before + 3,
  )
  expect(isCertain).toBe(false)
  await mine()
  const { blockNumber } = await outcome
  expect(BigInt(await anvil.request<string>('eth_blockNumber')) - blockNumber).toBe(3n)
})

test.each([0, 5])(
  'a write that a reorg takes away is sent again with the same nonce, and counts once it stands (%d looks at a stale receipt)',
  async (staleLooks) => {
    const outcome = pay(senderWith({ confirmations: 2, replaceAfterMs: 60_000 }, proxy.url))
    const [first] = await until(pool, ({ length }) => length === 1)
    await mine()
    const from = proxy.asked.length
    await until(
      async () => proxy.asked.slice(from),
      (asked) => asked.includes('eth_getBlockByNumber'),
    )
    expect(await paid()).toBe(1n)
    const stale = await anvil.request<object>('eth_getTransactionReceipt', first!.hash)
    let looks = 0
    proxy.rule = (body) => {
      if (!body.includes('eth_getTransactionReceipt') || ++looks > staleLooks) return body
      return { change: (answer) => JSON.stringify({ ...JSON.parse(answer), result: stale }) }
    }
    await anvil.request('anvil_reorg', 1, [])
    await mine(3)
    expect(await paid()).toBe(0n)
    const [again] = await until(pool, ({ length }) => length === 1)
    expect([again!.nonce, again!.hash]).toEqual([first!.nonce, first!.hash])
    await mine(3)
    await outcome
    expect([await paid(), await sent()]).toEqual([1n, 1])
  },
)

test('a transaction that falls out of the pool is handed over again, and those behind it go on', async () => {
  const sender = senderWith()
  const outcomes = [pay(sender, 1n), pay(sender, 10n), pay(sender, 100n)]
  const [first] = await until(pool, ({ length }) => length === 3)
  await anvil.request('anvil_dropTransaction', first!.hash)
  await until(pool, ({ length }) => length === 3)
  await mine()
  await Promise.all(outcomes)
  expect([await paid(), await sent()]).toEqual([111n, 3])
})

test('a transaction that nobody waits for any more is still brought on for those behind it', async () => {
  const sender = senderWith({}, proxy.url)
  let lost: string | undefined
  proxy.rule = (body) => {
    if (!body.includes('eth_sendRawTransaction')) return body
    const [raw] = JSON.parse(body).params
    lost ??= raw
    return raw === lost ? 'lose request' : body
  }
  const first = codeOf(pay(sender, 1n))
  await untilAsked('eth_sendRawTransaction', 3)
  forwardMs += 15_000
  const second = pay(sender, 10n)
  await until(pool, ({ length }) => length === 1)
  forwardMs += 6_000
  expect(await first).toBe('TRANSACTION_PENDING')
  proxy.rule = (body) => body
  await until(pool, ({ length }) => length === 2)
  await mine()
  await second
  expect([await paid(), await sent()]).toEqual([11n, 2])
})

test('a nonce that was another program’s, whose transaction the pool has lost, keeps nobody waiting', async () => {
  const other = senderWith({ receiptTimeoutMs: 50, replaceAfterMs: 60_000 }).send(() => ({ to: payee, valueWei: 1n }))
  const [lost] = await until(pool, ({ length }) => length === 1)
  expect(await codeOf(other)).toBe('TRANSACTION_PENDING')
  const outcome = pay(senderWith(), 10n)
  await until(pool, ({ length }) => length === 2)
  await anvil.request('anvil_dropTransaction', lost!.hash)
  await until(pool, ([first]) => first !== undefined && Number(first.nonce) === 0)
  await mine()
  await outcome
  expect([await paid(), await sent()]).toEqual([10n, 2])
})

test('the gap of a transaction that no endpoint takes any more is filled, and it is told what was not done', async () => {
  const sender = senderWith({ replaceAfterMs: 20_000, receiptTimeoutMs: 200_000 }, proxy.url)
  const outcomes = [pay(sender, 1n), pay(sender, 10n), pay(sender, 100n)]
  const codes = Promise.all(outcomes.map((outcome) => codeOf(outcome)))
  const [first] = await until(pool, ({ length }) => length === 3)
  const raw = await anvil.request<string>('eth_getRawTransactionByHash', first!.hash)
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32_000, message: 'exceeds block gas limit' } })
  let refusals = 0
  proxy.rule = (body) => {
    if (!body.includes(raw)) return body
    refusals += 1
    return { text }
  }
  await anvil.request('anvil_dropTransaction', first!.hash)
  // Refused twice, it is given up.
  for (const times of [1, 2]) {
    forwardMs += 20_000
    await until(
      async () => refusals,
      (count) => count >= times,
    )
  }
  await until(pool, ({ length }) => length === 3)
  await mine()
  expect((await codes)[0]).toBe('TRANSACTION_DROPPED')
  await Promise.all(outcomes.slice(1))
  expect([await paid(), await sent()]).toEqual([110n, 3])
})

test('a transaction whose nonce another program has used is told so', async () => {
  const outcome = pay(senderWith({ replaceAfterMs: 20_000, receiptTimeoutMs: 60_000 }, proxy.url))
  const code = codeOf(outcome)
  const [first] = await until(pool, ({ length }) => length === 1)
  await anvil.request('anvil_dropTransaction', first!.hash)
  // The same key elsewhere.
  const other = senderWith().send(() => ({ to: payee, valueWei: 7n }))
  await until(pool, ({ length }) => length === 1)
  await mine()
  await other
  // It is not told at once: an endpoint may know of the nonce before it has the receipt.
  await untilAsked('eth_getTransactionCount', 3)
  forwardMs += 20_000
  expect(await code).toBe('TRANSACTION_DISPLACED')
  expect([await paid(), await sent()]).toEqual([7n, 1])
})

test.each([
  ['lose request', false],
  ['lose answer', false],
  ['lose answer', true],
] as const)(
  'a process that dies while it sends (%s, mined before the next one starts: %s) is gone on with, and nothing is paid twice',
  async (loss, isMinedBefore) => {
    const path = join(folder, `${loss} ${isMinedBefore}.json`)
    let isDead = false
    proxy.rule = (body) => {
      if (isDead) return 'lose request'
      isDead = body.includes('eth_sendRawTransaction')
      return isDead ? loss : body
    }
    const first = pay(senderWith({ journal: fileJournal(path), receiptTimeoutMs: 100 }, proxy.url), 5n, 'rent')
    expect(await codeOf(first)).toBe('TRANSACTION_PENDING')
    expect(statSync(path).mode & 0o077).toBe(0)
    if (isMinedBefore) await mine()

    const outcome = pay(senderWith({ journal: fileJournal(path) }), 5n, 'rent')
    if (!isMinedBefore) {
      await until(pool, ({ length }) => length === 1)
      await mine()
    }
    await outcome
    expect([await paid(), await sent()]).toEqual([5n, 1])
    // Its outcome is certain, so it is not kept any longer.
    await until(
      async () => JSON.parse(readFileSync(path, 'utf8')),
      (kept) => kept.length === 0,
    )
  },
)

test('a journal that is damaged stops the sending, before anything is paid a second time', async () => {
  const path = join(folder, 'damaged.json')
  writeFileSync(path, '[{"nonce":1}]')
  expect(await codeOf(pay(senderWith({ journal: fileJournal(path) })))).toBe('FILE_UNREADABLE')
  expect(await pool()).toEqual([])
})
