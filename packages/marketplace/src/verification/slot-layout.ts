// An order as the thread that judges it needs it, in memory that both share: the words of EIP-712 as they are hashed, then
// the signature, then the verdict.
export const WORD_BYTES = 32
/** The type's hash and seventeen fields; the last is the hash of the benchmarks, which whoever judges fills in. */
export const STRUCT_BYTES = 18 * WORD_BYTES
export const AUTHOR_WORD = 2
export const BENCHMARKS_AT = STRUCT_BYTES
export const SIGNATURE_AT = BENCHMARKS_AT + 4 * WORD_BYTES
export const DIGEST_AT = SIGNATURE_AT + 65
export const FLAW_AT = DIGEST_AT + WORD_BYTES
/** The bytes of one order in a batch. */
export const SLOT_BYTES = 832

/** What is wrong with a signature; `none` is nothing. */
export const FLAW = { none: 0, notRsv: 1, highS: 2, noKey: 3, otherKey: 4 } as const
