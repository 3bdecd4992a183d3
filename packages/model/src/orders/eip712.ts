import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import type { BenchmarkVector } from '../resources/benchmarks.ts'
import { detailsHash } from './details.ts'
import { checkOrder, type Order, type SignedOrder } from './order.ts'

/** What an order is signed for: one Market contract on one chain. */
export interface OrderDomain {
  readonly chainId: number
  readonly market: Address
}

/** The struct as IMarket.sol declares it; its hash is part of every order hash. */
export const ORDER_TYPE =
  'Order(uint8 side,address author,address counterparty,address matcher,uint256 nonce,uint64 epoch,uint64 expiresAt,' +
  'uint64 durationSeconds,uint128 pricePerSecond,uint8 denomination,uint128 snmPerUsdCap,uint8 identityLevel,' +
  'uint32 netFlags,uint128 bond,bytes32 tag,bytes32 detailsHash,uint256[4] benchmarks)'
const DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'

const text = new TextEncoder()
const hashOfText = (value: string) => keccak256(text.encode(value))
const ORDER_TYPE_HASH = hashOfText(ORDER_TYPE)
const DOMAIN_TYPE_HASH = hashOfText(DOMAIN_TYPE)
const NAME_HASH = hashOfText('SONM Market')
const VERSION_HASH = hashOfText('1')

/** Sixteen 64-bit lanes in four words: lane i stands in word i / 4 at bit (i % 4) * 64. */
export function packBenchmarks(lanes: BenchmarkVector): readonly [bigint, bigint, bigint, bigint] {
  const word = (at: number) =>
    lanes.slice(at * 4, at * 4 + 4).reduce((sum, lane, i) => sum | (lane << BigInt(i * 64)), 0n)
  return [word(0), word(1), word(2), word(3)]
}

class WordWriter {
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

/** hashStruct(order) of EIP-712: the order's identity on this and every chain. */
export function orderStructHash(order: Order): Uint8Array {
  const words = packBenchmarks(order.benchmarks)
  const benchmarks = new WordWriter(4)
  for (const word of words) benchmarks.number(word)
  return keccak256(
    new WordWriter(18)
      .bytesRight(ORDER_TYPE_HASH)
      .number(order.side === 'ask' ? 0n : 1n)
      .bytesRight(fromHex(order.author))
      .bytesRight(fromHex(order.counterparty))
      .bytesRight(fromHex(order.matcher))
      .number(order.nonce)
      .number(order.epoch)
      .number(order.expiresAtSeconds)
      .number(order.durationSeconds)
      .number(order.pricePerSecond)
      .number(order.denomination === 'SNM' ? 0n : 1n)
      .number(order.snmPerUsdCap)
      .number(BigInt(order.identityLevel))
      .number(BigInt(order.netFlags))
      .number(order.bond)
      .bytesRight(fromHex(order.tag))
      .bytesRight(fromHex(order.detailsHash))
      .bytesRight(keccak256(benchmarks.bytes)).bytes,
  )
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

/** The digest that the author signs; its hex is the order's hash, under which everything knows it. */
export function orderDigest(domain: OrderDomain, order: Order): Uint8Array {
  const message = new Uint8Array(66)
  message.set([0x19, 0x01])
  message.set(domainSeparator(domain), 2)
  message.set(orderStructHash(order), 34)
  return keccak256(message)
}

export function orderHash(domain: OrderDomain, order: Order): Hex {
  return toHex(orderDigest(domain, order))
}

/** Signs an order whose author is the signer. @throws ORDER_INVALID */
export async function signOrder(
  domain: OrderDomain,
  signer: Signer,
  order: Order,
  details: string,
): Promise<SignedOrder> {
  checkOrder(order)
  if (order.author !== signer.address) throw fail('ORDER_INVALID', { field: 'author', reason: 'it is not the signer' })
  checkDetails(order, details)
  return { order, signature: toHex(await signer.sign(orderDigest(domain, order))), details }
}

/**
 * Checks an order from a stranger: its fields, its details and its signature; not its expiry.
 * @returns the order's hash
 * @throws ORDER_INVALID, SIGNATURE_INVALID
 */
export function verifyOrder(domain: OrderDomain, signed: SignedOrder): Hex {
  checkOrder(signed.order)
  checkDetails(signed.order, signed.details)
  if (!/^0x[0-9a-f]{130}$/.test(signed.signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  const digest = orderDigest(domain, signed.order)
  if (recoverAddress(digest, fromHex(signed.signature)) !== signed.order.author) {
    throw fail('SIGNATURE_INVALID', { reason: 'the order was signed by another key, or for another market' })
  }
  return toHex(digest)
}

function checkDetails(order: Order, details: string): void {
  if (detailsHash(details) !== order.detailsHash) {
    throw fail('ORDER_INVALID', { field: 'details', reason: 'they are not what detailsHash commits to' })
  }
}
