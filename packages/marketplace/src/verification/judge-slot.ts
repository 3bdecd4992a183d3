import secp256k1 from 'secp256k1'
import type { OrderHasher } from './order-hasher.ts'
import { DIGEST_AT, FLAW, FLAW_AT } from './slot-layout.ts'

/** n / 2 of secp256k1: a signature with a larger s is a malleable twin. */
const HALF_ORDER = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex')

/** Writes digest and flaw of the order in the slot that begins here: the rule of `verifyOrder` in the model, on bytes. */
export function judgeSlot(slots: Buffer, start: number, hasher: OrderHasher): void {
  // Copied into memory of this thread, because nothing else may write to what native code reads.
  hasher.hash(slots, start)
  slots.set(hasher.digest, start + DIGEST_AT)
  slots[start + FLAW_AT] = flawOf(hasher)
}

function flawOf(hasher: OrderHasher): number {
  const { v, signature, digest, key, keyAddress, author } = hasher
  if (v !== 27 && v !== 28) return FLAW.notRsv
  if (HALF_ORDER.compare(signature, 32) < 0) return FLAW.highS
  try {
    secp256k1.ecdsaRecover(signature, v - 27, digest, false, key)
  } catch {
    return FLAW.noKey
  }
  hasher.hashKey()
  return Buffer.compare(keyAddress, author) === 0 ? FLAW.none : FLAW.otherKey
}
