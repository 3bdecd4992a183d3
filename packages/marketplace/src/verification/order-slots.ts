import type { CodedError } from '@sonm/common'
import { fail, type Hex, type SignedOrder } from '@sonm/model'
import { orderToBytes } from '../store/order-bytes.ts'
import { PackedAsk } from '../store/packed-ask.ts'
import { DIGEST_AT, FLAW, FLAW_AT, ORDER_BYTES, SLOT_BYTES } from './slot-layout.ts'

const flaw = (reason: string) => fail('SIGNATURE_INVALID', { reason })
/** Made once: to make an error takes a tenth of what a signature does, and floods bring many. */
const FLAW_ERRORS: Readonly<Record<number, CodedError>> = {
  [FLAW.notRsv]: flaw('it is not r, s, v'),
  [FLAW.highS]: flaw('its s is high'),
  [FLAW.noKey]: flaw('it recovers to no key'),
  [FLAW.otherKey]: flaw('the order was signed by another key, or for another market'),
}

/** A batch of orders on their way to the thread that judges them, and its verdicts on the way back. */
export class OrderSlots {
  readonly #bytes: Buffer

  constructor(memory: SharedArrayBuffer) {
    this.#bytes = Buffer.from(memory)
  }

  /** @param signed with fields in range; its signature is 65 bytes of hex */
  write(slot: number, signed: SignedOrder): void {
    const start = slot * SLOT_BYTES
    if (signed instanceof PackedAsk)
      signed.pack.bytes.copy(this.#bytes, start, signed.start, signed.start + ORDER_BYTES)
    else this.#bytes.set(orderToBytes(signed).subarray(0, ORDER_BYTES), start)
  }

  /** The order's hash, or what is wrong with its signature. */
  verdict(slot: number): Hex | CodedError {
    const start = slot * SLOT_BYTES
    const error = FLAW_ERRORS[this.#bytes[start + FLAW_AT]!]
    if (error) return error
    return `0x${this.#bytes.toString('hex', start + DIGEST_AT, start + FLAW_AT)}`
  }
}
