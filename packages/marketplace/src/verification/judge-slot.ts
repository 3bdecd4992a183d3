import secp256k1 from 'secp256k1'
import { fastKeccak256 } from './keccak.ts'
import {
  AUTHOR_WORD,
  BENCHMARKS_AT,
  DIGEST_AT,
  FLAW,
  FLAW_AT,
  SIGNATURE_AT,
  STRUCT_BYTES,
  WORD_BYTES,
} from './slot-layout.ts'

/** n / 2 of secp256k1: a signature with a larger s is a malleable twin. */
const HALF_ORDER = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex')
const publicKey = new Uint8Array(65)
const typed = new Uint8Array(2 + 2 * WORD_BYTES)

/**
 * Writes digest and flaw of the order in a slot: the rule of `verifyOrder` in the model, on bytes. It imports none of ours,
 * so that a thread is small.
 * @param domain the separator of EIP-712
 */
export function judgeSlot(slot: Uint8Array, domain: Uint8Array): void {
  const benchmarks = slot.subarray(BENCHMARKS_AT, SIGNATURE_AT)
  slot.set(fastKeccak256(benchmarks), STRUCT_BYTES - WORD_BYTES)
  typed.set([0x19, 0x01])
  typed.set(domain, 2)
  typed.set(fastKeccak256(slot.subarray(0, STRUCT_BYTES)), 2 + WORD_BYTES)
  const digest = fastKeccak256(typed)
  slot.set(digest, DIGEST_AT)
  // Copied, because nothing else may write to what native code reads.
  const signature = Uint8Array.from(slot.subarray(SIGNATURE_AT, DIGEST_AT))
  const author = slot.subarray(AUTHOR_WORD * WORD_BYTES + 12, (AUTHOR_WORD + 1) * WORD_BYTES)
  slot[FLAW_AT] = flawOf(digest, signature, author)
}

function flawOf(digest: Uint8Array, signature: Uint8Array, author: Uint8Array): number {
  const v = signature[64]!
  if (v !== 27 && v !== 28) return FLAW.notRsv
  if (Buffer.compare(signature.subarray(32, 64), HALF_ORDER) > 0) return FLAW.highS
  try {
    secp256k1.ecdsaRecover(signature.subarray(0, 64), v - 27, digest, false, publicKey)
  } catch {
    return FLAW.noKey
  }
  const address = fastKeccak256(publicKey.subarray(1)).subarray(12)
  return Buffer.compare(address, author) === 0 ? FLAW.none : FLAW.otherKey
}
