import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, systemRandom } from '@sonm/common'
import { type Hex, type Signer, signerFromPrivateKey } from '@sonm/model'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SignedVersion } from '../client.ts'
import { type Anvil, setEth, startAnvil } from '../testing/index.ts'
import { fateOf } from './fate.ts'
import { fileJournal } from './journal-file.ts'
import { Rpc } from './rpc.ts'
import { Sender, type SenderOptions } from './sender.ts'

const PAYEE = `0x${'77'.repeat(20)}` as const
const folder = mkdtempSync(join(tmpdir(), 'sonm-fate-'))

let anvil: Anvil
let rpc: Rpc
let signer: Signer
beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  const place = { url: anvil.url, expectedChainId: anvil.chainId, clock: systemClock }
  rpc = new Rpc({ ...place, contracts: {}, requestTimeoutMs: 5_000 })
})
afterAll(async () => {
  await anvil?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  signer = signerFromPrivateKey(systemRandom.bytes(32))
  await setEth(anvil, signer.address, 10n ** 20n)
  await anvil.request('evm_setAutomine', false)
})

const senderWith = (options: Partial<SenderOptions>) =>
  new Sender({
    rpc,
    chainId: anvil.chainId,
    signer,
    clock: systemClock,
    pollIntervalMs: 10,
    receiptTimeoutMs: 20_000,
    replaceAfterMs: 100,
    ...options,
  })
const pay = (sender: Sender, onSigned?: (version: SignedVersion) => Promise<void>) =>
  sender.send(() => ({ to: PAYEE, valueWei: 1n }), undefined, onSigned)
const fate = (versions: readonly SignedVersion[], certainBlock?: bigint) =>
  fateOf(rpc, signer.address, versions, certainBlock)
const latest = async () => BigInt(await anvil.request<string>('eth_blockNumber'))
const mine = () => anvil.request('evm_mine')

test('each version is told before it is handed over, and whichever is mined is the fate of all', async () => {
  const inPool = async (txHash: Hex) => (await anvil.request('eth_getTransactionByHash', txHash)) !== null
  const told: SignedVersion[] = []
  const { promise: replaced, resolve } = Promise.withResolvers<readonly Hex[]>()
  const sender = senderWith({
    onReplaced: async (txHashes) => {
      expect(await inPool(txHashes.at(-1)!)).toBe(false)
      resolve(txHashes)
    },
  })
  const paying = pay(sender, async (version) => {
    expect(await inPool(version.txHash)).toBe(false)
    told.push(version)
  })
  const hashes = await replaced
  expect(hashes[0]).toBe(told[0]!.txHash)
  const versions = hashes.map((txHash) => ({ nonce: 0, txHash }))
  expect(told).toEqual([versions[0]])
  expect(await fate(versions, await latest())).toEqual({ kind: 'open' })
  const isMined = paying.then(() => true)
  while (!(await Promise.race([isMined, mine().then(() => false)])));
  const { txHash, blockNumber, feeWei } = await paying
  expect(await fate(versions)).toMatchObject({ kind: 'mined', txHash, blockNumber, feeWei, isReverted: false })
  // Whoever had noted the first alone must not think that it was paid, nor, before the block is certain, that it never will be.
  const others = versions.filter((version) => version.txHash !== txHash)
  expect(await fate(others, blockNumber - 1n)).toEqual({ kind: 'open' })
  expect(await fate(others)).toEqual({ kind: 'open' })
  expect(await fate(others, blockNumber)).toEqual({ kind: 'displaced' })
})

test('a version that takes the place of one of an earlier process is told with it', async () => {
  const journal = () => fileJournal(join(folder, 'journal.json'))
  const first: SignedVersion[] = []
  const dying = pay(
    senderWith({ journal: journal(), receiptTimeoutMs: 50, replaceAfterMs: 60_000 }),
    async (version) => void first.push(version),
  )
  await expect(dying).rejects.toMatchObject({ code: 'TRANSACTION_PENDING' })
  const { promise: replaced, resolve } = Promise.withResolvers<readonly Hex[]>()
  const next = pay(senderWith({ journal: journal(), onReplaced: async (txHashes) => resolve(txHashes) }))
  expect((await replaced)[0]).toBe(first[0]!.txHash)
  const isMined = next.then(() => true)
  while (!(await Promise.race([isMined, mine().then(() => false)])));
})
