import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hex } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { anyText } from '../testing/arbitraries.ts'
import {
  checkReceipt,
  isSupplierFault,
  receiptSigningBytes,
  type StartReceipt,
  signReceipt,
  verifyReceipt,
} from './start-receipt.ts'

const DOMAIN = { chainId: 31337, market: `0x${'3a'.repeat(20)}` as Hex }
const hub = signerFromPrivateKey(new Uint8Array(32).fill(7))
const buyer = signerFromPrivateKey(new Uint8Array(32).fill(8))
const receipt: StartReceipt = {
  dealId: 7n,
  taskId: 'ab'.repeat(16),
  outcome: 'failed',
  reason: 'EXECUTOR_UNAVAILABLE',
  atSeconds: 1_767_225_600n,
}

test('the signed bytes are as documented', () => {
  expect(new TextDecoder().decode(receiptSigningBytes(DOMAIN, 'hub', receipt))).toBe(
    `sonm start receipt 1\nchain 31337\nmarket ${DOMAIN.market}\nside hub\ndeal 7\ntask ${receipt.taskId}\n` +
      'outcome failed\nreason EXECUTOR_UNAVAILABLE\nat 1767225600\n',
  )
})

test('a signature is good for its signer and this receipt', async () => {
  const signature = await signReceipt(DOMAIN, hub, 'hub', receipt)
  verifyReceipt(DOMAIN, 'hub', receipt, signature, hub.address)
  expect(() => verifyReceipt(DOMAIN, 'hub', receipt, signature, buyer.address)).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
  )
})

test.each<[string, Partial<StartReceipt>]>([
  ['another deal', { dealId: 8n }],
  ['another task', { taskId: 'cd'.repeat(16) }],
  ['another outcome', { outcome: 'started', reason: '' }],
  ['another reason', { reason: 'IMAGE_NOT_FOUND' }],
  ['another time', { atSeconds: 1_767_225_601n }],
])('a signature is good for no receipt of %s', async (_, changed) => {
  const signature = await signReceipt(DOMAIN, hub, 'hub', receipt)
  expect(() => verifyReceipt(DOMAIN, 'hub', { ...receipt, ...changed }, signature, hub.address)).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
  )
})

test('a signature is good on no other chain or market, and not for the other side', async () => {
  const signature = await signReceipt(DOMAIN, hub, 'hub', receipt)
  const refused = expect.objectContaining({ code: 'SIGNATURE_INVALID' })
  expect(() => verifyReceipt({ ...DOMAIN, chainId: 1 }, 'hub', receipt, signature, hub.address)).toThrow(refused)
  const other = { ...DOMAIN, market: `0x${'3b'.repeat(20)}` as Hex }
  expect(() => verifyReceipt(other, 'hub', receipt, signature, hub.address)).toThrow(refused)
  expect(() => verifyReceipt(DOMAIN, 'buyer', receipt, signature, hub.address)).toThrow(refused)
})

test.each<[string, Partial<StartReceipt>]>([
  ['deal_id', { dealId: 0n }],
  ['deal_id', { dealId: 2n ** 53n }],
  ['task_id', { taskId: 'AB'.repeat(16) }],
  ['outcome', { outcome: 'maybe' as 'failed' }],
  ['reason', { reason: '' }],
  ['reason', { reason: 'a\nside buyer' }],
  ['reason', { reason: 'x'.repeat(65) }],
  ['reason', { outcome: 'started', reason: 'lost' }],
  ['at_seconds', { atSeconds: -1n }],
  ['at_seconds', { atSeconds: 2n ** 40n }],
])('a receipt with a wrong %s is refused', (field, changed) => {
  expect(() => checkReceipt({ ...receipt, ...changed })).toThrow(
    expect.objectContaining({ code: 'RECEIPT_INVALID', data: expect.objectContaining({ field }) }),
  )
})

test('no two receipts that pass the check have the same signed bytes', () => {
  const reason = fc.oneof(anyText(), fc.constantFrom('lost', 'lost2', 'a\nat 1'), fc.constant('lost'))
  const any = fc.record({
    dealId: fc.bigInt(1n, 20n),
    taskId: fc.constantFrom('ab'.repeat(16), 'cd'.repeat(16), `${'ab'.repeat(16)}\n`),
    outcome: fc.constant('failed' as const),
    reason,
    atSeconds: fc.bigInt(0n, 20n),
  })
  const passes = (one: StartReceipt) => {
    try {
      checkReceipt(one)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(any, any, (a, b) => {
      fc.pre(passes(a) && passes(b))
      const same = Object.entries(a).every(([field, value]) => b[field as keyof StartReceipt] === value)
      const [bytesA, bytesB] = [a, b].map((one) => Buffer.from(receiptSigningBytes(DOMAIN, 'hub', one)).toString())
      expect(bytesA === bytesB).toBe(same)
    }),
    { numRuns: 300 },
  )
})

test('a failure counts against a supplier for reasons that a buyer cannot bring about', () => {
  const fault = (reason: string) => isSupplierFault({ outcome: 'failed', reason })
  expect(['EXECUTOR_UNAVAILABLE', 'lost', 'WASM_SANDBOX_FAILED'].every(fault)).toBe(true)
  expect(['IMAGE_NOT_FOUND', 'WASM_INVALID', 'IMAGE_PULL_FAILED', 'stopped', '__proto__'].some(fault)).toBe(false)
})
