import { ORDER_FIELDS } from '../store/order-layout.ts'

// An order in the memory that is shared with the thread that judges it: its bytes as they are stored, but for the details,
// then the verdict.
export const DIGEST_AT = 432
export const FLAW_AT = DIGEST_AT + 32
/** The bytes of one order in a batch. */
export const SLOT_BYTES = 480
export const ORDER_BYTES = ORDER_FIELDS.details

/** What is wrong with a signature; `none` is nothing. */
export const FLAW = { none: 0, notRsv: 1, highS: 2, noKey: 3, otherKey: 4 } as const
