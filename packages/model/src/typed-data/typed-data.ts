import { type Address, fromHex, keccak256 } from '../identity/address.ts'

/** What orders and amendments are signed for: one Market contract on one chain. */
export interface OrderDomain {
  readonly chainId: number
  readonly market: Address
}

const DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'

const text = new TextEncoder()
export const hashOfText = (value: string) => keccak256(text.encode(value))
const DOMAIN_TYPE_HASH = hashOfText(DOMAIN_TYPE)
const NAME_HASH = hashOfText('SONM Market')
const VERSION_HASH = hashOfText('1')

/** Writes the words of a struct as EIP-712 and the ABI have them. */
export class WordWriter {
  readonly bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(words: number) {
    this.bytes = new Uint8Array(words * 32)
    this.#view = new DataView(this.bytes.buffer)
  }

  /** A big-endian 256-bit number. */
  number(value: bigint): this {
    for (let shift = 192n, at = this.#at; shift >= 0n; shift -= 64n, at += 8) {
      this.#view.setBigUint64(at, BigInt.asUintN(64, value >> shift))
    }
    this.#at += 32
    return this
  }

  /** Bytes aligned to the right of their word, as ABI encodes addresses (a full word for bytes32). */
  bytesRight(value: Uint8Array): this {
    this.#at += 32
    this.bytes.set(value, this.#at - value.length)
    return this
  }
}

export function domainSeparator(domain: OrderDomain): Uint8Array {
  return keccak256(
    new WordWriter(5)
      .bytesRight(DOMAIN_TYPE_HASH)
      .bytesRight(NAME_HASH)
      .bytesRight(VERSION_HASH)
      .number(BigInt(domain.chainId))
      .bytesRight(fromHex(domain.market)).bytes,
  )
}

/** What is signed: keccak256(0x1901, the domain, the struct). Source: EIP-712. */
export function typedDigest(domain: OrderDomain, structHash: Uint8Array): Uint8Array {
  const message = new Uint8Array(66)
  message.set([0x19, 0x01])
  message.set(domainSeparator(domain), 2)
  message.set(structHash, 34)
  return keccak256(message)
}
