import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import { isTaskId } from '../tasks/check.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'

/** Whether a task of a deal began to run. */
export interface StartReceipt {
  readonly dealId: bigint
  readonly taskId: string
  readonly outcome: 'started' | 'failed'
  /** Why it failed: a code of docs/errors.md, or the reason for which a task ends; empty where it started. */
  readonly reason: string
  readonly atSeconds: bigint
}

/** A receipt with what its sides have signed. Without the hub's signature it is the buyer's word alone. */
export interface SignedStartReceipt extends StartReceipt {
  readonly hubSignature?: Hex
  readonly buyerSignature: Hex
}

export type ReceiptSide = 'hub' | 'buyer'

/** How far the clocks of hub and buyer may be apart from the chain's. */
export const RECEIPT_CLOCK_SKEW_SECONDS = 600n
/** A receipt that is older says nothing new. */
export const MAX_RECEIPT_AGE_SECONDS = 7n * 86_400n

/** Seconds of a receipt are below. */
export const RECEIPT_TIME_LIMIT = 2n ** 40n

/** A code of an error, or the reason for which a task ends. */
export function isReasonCode(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text)
}

/**
 * Faults of the supplier, among the reasons for which a task does not start. Everything else may be the buyer's: an image
 * that does not exist, a module that is none, a registry that is down.
 */
const SUPPLIER_FAULTS: ReadonlySet<string> = new Set([
  'lost',
  'EXECUTOR_UNAVAILABLE',
  'WASM_SANDBOX_FAILED',
  'INTERNAL',
])

export function isSupplierFault({ outcome, reason }: Pick<StartReceipt, 'outcome' | 'reason'>): boolean {
  return outcome === 'failed' && SUPPLIER_FAULTS.has(reason)
}

/**
 * What is signed, as UTF-8 text with a line for each fact, each ending in a line feed, which no field can hold:
 *
 *     sonm start receipt 1
 *     chain 31337
 *     market 0x...
 *     side hub
 *     deal 7
 *     task 32 hex digits
 *     outcome failed
 *     reason EXECUTOR_UNAVAILABLE
 *     at 1767225600
 *
 * The first line keeps a signature from meaning anything else, `side` keeps one side's from standing for the other's.
 */
export function receiptSigningBytes(domain: OrderDomain, side: ReceiptSide, receipt: StartReceipt): Uint8Array {
  const lines = [
    'sonm start receipt 1',
    `chain ${domain.chainId}`,
    `market ${domain.market}`,
    `side ${side}`,
    `deal ${receipt.dealId}`,
    `task ${receipt.taskId}`,
    `outcome ${receipt.outcome}`,
    `reason ${receipt.reason}`,
    `at ${receipt.atSeconds}`,
  ]
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
}

const digestOf = (...facts: Parameters<typeof receiptSigningBytes>) => keccak256(receiptSigningBytes(...facts))

/** @throws RECEIPT_INVALID */
export async function signReceipt(
  domain: OrderDomain,
  signer: Signer,
  side: ReceiptSide,
  receipt: StartReceipt,
): Promise<Hex> {
  checkReceipt(receipt)
  return toHex(await signer.sign(digestOf(domain, side, receipt)))
}

/** Whether this side has signed it. @throws RECEIPT_INVALID, SIGNATURE_INVALID */
export function verifyReceipt(
  domain: OrderDomain,
  side: ReceiptSide,
  receipt: StartReceipt,
  signature: Hex,
  by: Address,
): void {
  checkReceipt(receipt)
  if (!/^0x[0-9a-f]{130}$/.test(signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  if (recoverAddress(digestOf(domain, side, receipt), fromHex(signature)) !== by) {
    throw fail('SIGNATURE_INVALID', { reason: `the ${side} has not signed this receipt` })
  }
}

/** The fields by themselves. @throws RECEIPT_INVALID */
export function checkReceipt({ dealId, taskId, outcome, reason, atSeconds }: StartReceipt): void {
  const invalid = (field: string, why: string) => fail('RECEIPT_INVALID', { field, reason: why })
  if (dealId < 1n || dealId >= 2n ** 53n) throw invalid('deal_id', `${dealId} is no deal`)
  if (!isTaskId(taskId)) throw invalid('task_id', 'it must be 32 hex digits')
  if (outcome !== 'started' && outcome !== 'failed') throw invalid('outcome', 'it is neither started nor failed')
  if (outcome === 'started' && reason !== '') throw invalid('reason', 'a task that started has none')
  if (outcome === 'failed' && !isReasonCode(reason)) throw invalid('reason', 'it is no code')
  if (atSeconds < 0n || atSeconds >= RECEIPT_TIME_LIMIT) throw invalid('at_seconds', `${atSeconds} is out of range`)
}
