import type { CodedError } from '@sonm/common'
import { fail, type Hex, ORDER_TYPE, type SignedOrder, ZERO_ADDRESS } from '@sonm/model'
import { fastKeccak256 } from './keccak.ts'
import { BENCHMARKS_AT, DIGEST_AT, FLAW, FLAW_AT, SIGNATURE_AT, SLOT_BYTES, WORD_BYTES } from './slot-layout.ts'

const TYPE_HASH = fastKeccak256(Buffer.from(ORDER_TYPE))
const LOW_64 = 2n ** 64n - 1n
const LOW_128 = 2n ** 128n - 1n

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
  readonly #view: DataView

  constructor(memory: SharedArrayBuffer) {
    this.#bytes = Buffer.from(memory)
    this.#view = new DataView(memory)
  }

  /**
   * Writes only the bytes of a word that its type can fill: the others were zero from the start.
   * @param signed with fields in range; its signature is 65 bytes of hex
   */
  write(slot: number, { order, signature }: SignedOrder): void {
    const start = slot * SLOT_BYTES
    this.#bytes.set(TYPE_HASH, start)
    this.#setSmall(start, 1, order.side === 'ask' ? 0 : 1)
    this.#setAddress(start, 2, order.author)
    this.#setAddress(start, 3, order.counterparty)
    this.#setAddress(start, 4, order.matcher)
    this.#view.setBigUint64(start + 5 * WORD_BYTES, order.nonce >> 192n)
    this.#view.setBigUint64(start + 5 * WORD_BYTES + 8, (order.nonce >> 128n) & LOW_64)
    this.#setU128(start, 5, order.nonce & LOW_128)
    this.#setU64(start, 6, order.epoch)
    this.#setU64(start, 7, order.expiresAtSeconds)
    this.#setU64(start, 8, order.durationSeconds)
    this.#setU128(start, 9, order.pricePerSecond)
    this.#setSmall(start, 10, order.denomination === 'SNM' ? 0 : 1)
    this.#setU128(start, 11, order.snmPerUsdCap)
    this.#setSmall(start, 12, order.identityLevel)
    this.#setSmall(start, 13, order.netFlags)
    this.#setU128(start, 14, order.bond)
    this.#setHex(start + 15 * WORD_BYTES, order.tag)
    this.#setHex(start + 16 * WORD_BYTES, order.detailsHash)
    for (let lane = 0; lane < order.benchmarks.length; lane++) {
      // Lane i stands in word i / 4 at bit (i % 4) * 64, so of four the last comes first.
      this.#view.setBigUint64(start + BENCHMARKS_AT + (lane ^ 3) * 8, order.benchmarks[lane]!)
    }
    this.#setHex(start + SIGNATURE_AT, signature)
  }

  /** The order's hash, or what is wrong with its signature. */
  verdict(slot: number): Hex | CodedError {
    const start = slot * SLOT_BYTES
    const error = FLAW_ERRORS[this.#bytes[start + FLAW_AT]!]
    if (error) return error
    return `0x${this.#bytes.toString('hex', start + DIGEST_AT, start + FLAW_AT)}`
  }

  #setHex(at: number, hex: Hex): void {
    this.#bytes.write(hex.slice(2), at, 'hex')
  }

  #setAddress(start: number, word: number, address: Hex): void {
    const at = start + word * WORD_BYTES + 12
    if (address === ZERO_ADDRESS) this.#bytes.fill(0, at, at + 20)
    else this.#setHex(at, address)
  }

  #setSmall(start: number, word: number, value: number): void {
    this.#bytes[start + word * WORD_BYTES + 31] = value
  }

  #setU64(start: number, word: number, value: bigint): void {
    this.#view.setBigUint64(start + word * WORD_BYTES + 24, value)
  }

  #setU128(start: number, word: number, value: bigint): void {
    this.#view.setBigUint64(start + word * WORD_BYTES + 16, value >> 64n)
    this.#view.setBigUint64(start + word * WORD_BYTES + 24, value & LOW_64)
  }
}
