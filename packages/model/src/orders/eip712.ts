import { fail } from '../errors/catalog.ts'
import { fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import type { BenchmarkVector } from '../resources/benchmarks.ts'
import { hashOfText, type OrderDomain, typedDigest, WordWriter } from '../typed-data/typed-data.ts'
import { detailsHash } from './details.ts'
import { checkOrder, type Order, type SignedOrder } from './order.ts'

/** The struct as IMarket.sol declares it; its hash is part of every order hash. */
export const ORDER_TYPE =
  'Order(uint8 side,address author,address counterparty,address matcher,uint256 nonce,uint64 epoch,uint64 expiresAt,' +
  'uint40 durationSeconds,uint96 pricePerSecond,uint8 denomination,uint96 snmPerUsdCap,uint8 identityLevel,' +
  'uint32 netFlags,uint96 bond,bytes32 tag,bytes32 detailsHash,uint256[4] benchmarks)'

const ORDER_TYPE_HASH = hashOfText(ORDER_TYPE)

/** Sixteen 64-bit lanes in four words: lane i stands in word i / 4 at bit (i % 4) * 64. */
export function packBenchmarks(lanes: BenchmarkVector): readonly [bigint, bigint, bigint, bigint] {
  const word = (at: number) =>
    lanes.slice(at * 4, at * 4 + 4).reduce((sum, lane, i) => sum | (lane << BigInt(i * 64)), 0n)
  return [word(0), word(1), word(2), word(3)]
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

/** The digest that the author signs; its hex is the order's hash, under which everything knows it. */
export function orderDigest(domain: OrderDomain, order: Order): Uint8Array {
  return typedDigest(domain, orderStructHash(order))
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
