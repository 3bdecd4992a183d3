import { KERNELS_WASM } from '../book/gen/kernels.ts'
import { ORDER_FIELDS } from '../store/order-layout.ts'
import { PLACE } from './hash-layout.ts'
import { ORDER_BYTES } from './slot-layout.ts'

interface Kernels {
  hashOrder(): void
  hashKey(): void
}

const ROUNDS = 24

/** Hashes orders and keys in WebAssembly. All that it gives are views of its memory, which the next order overwrites. */
export class OrderHasher {
  readonly digest: Uint8Array
  /** r and s. */
  readonly signature: Uint8Array
  readonly author: Uint8Array
  /** Whoever recovers a public key writes it here. */
  readonly key: Uint8Array
  readonly keyAddress: Uint8Array
  readonly #order: Uint8Array
  readonly #kernels: Kernels

  /** @param domain the separator of EIP-712 @param typeHash of the order's type */
  constructor({ domain, typeHash }: { domain: Uint8Array; typeHash: Uint8Array }) {
    const memory = new WebAssembly.Memory({ initial: 1 })
    const view = (at: number, length: number) => new Uint8Array(memory.buffer, at, length)
    this.digest = view(PLACE.digest, 32)
    this.key = view(PLACE.key, 65)
    this.keyAddress = view(PLACE.keyHash + 12, 20)
    this.#order = view(PLACE.order, ORDER_BYTES)
    this.signature = view(PLACE.order + ORDER_FIELDS.signature, 64)
    this.author = view(PLACE.order + ORDER_FIELDS.author, 20)
    new BigUint64Array(memory.buffer, PLACE.constants, ROUNDS).set(roundConstants())
    view(PLACE.domain, 2 + 32).set([0x19, 0x01, ...domain])
    view(PLACE.struct, 32).set(typeHash)
    const module = new WebAssembly.Module(Buffer.from(KERNELS_WASM, 'base64'))
    this.#kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels
  }

  /** The recovery id of the signature, plus 27. */
  get v(): number {
    return this.#order[ORDER_FIELDS.signature + 64]!
  }

  /** @param orders its bytes as they are stored, from `start` on */
  hash(orders: Buffer, start: number): void {
    orders.copy(this.#order, 0, start, start + ORDER_BYTES)
    this.#kernels.hashOrder()
  }

  hashKey(): void {
    this.#kernels.hashKey()
  }
}

/** By the shift register of FIPS 202. */
function roundConstants(): BigUint64Array {
  let register = 1
  const nextBit = () => {
    const bit = register & 1
    register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1
    return BigInt(bit)
  }
  return BigUint64Array.from({ length: ROUNDS }, () => {
    let constant = 0n
    for (let j = 0n; j < 7n; j++) constant |= nextBit() << ((1n << j) - 1n)
    return constant
  })
}
