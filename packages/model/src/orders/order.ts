import { fail } from '../errors/catalog.ts'
import type { Address, Hex } from '../identity/address.ts'
import { BENCHMARK_COUNT, type BenchmarkVector, MAX_BENCHMARK } from '../resources/benchmarks.ts'

export type Side = 'ask' | 'bid'
export type Denomination = 'SNM' | 'USD'

/** Network abilities that an ask offers and a bid requires; bits of `netFlags`. */
export const NET_FLAGS = { overlay: 1, outbound: 2, incoming: 4 } as const

/** Who an account has proved to be; see the Profiles contract. */
export const IDENTITY_LEVELS = { anonymous: 1, registered: 2, identified: 3, professional: 4 } as const

/**
 * A signed offer to sell (ask, by a hub) or to buy (bid, by a buyer). It costs no gas; the Market contract checks the
 * same struct (EIP-712, `Order` in IMarket.sol).
 */
export interface Order {
  readonly side: Side
  /** Who signs: the hub of an ask, the buyer of a bid. */
  readonly author: Address
  /** The only account that may take the other side; zero: anyone. */
  readonly counterparty: Address
  /** Who else may join this order with another; zero: nobody. */
  readonly matcher: Address
  /** A bit of the author's nonce bitmap: each order fills at most once. */
  readonly nonce: bigint
  /** Must equal the author's epoch in the contract; raising that cancels all. */
  readonly epoch: bigint
  readonly expiresAtSeconds: bigint
  /** 0: spot. For an ask the longest, for a bid the wanted duration. */
  readonly durationSeconds: bigint
  /** In 1e-18 of the denomination, for one second of the whole slice. */
  readonly pricePerSecond: bigint
  readonly denomination: Denomination
  /**
   * Of meaning in USD alone, 0 in SNM. In a bid the most SNM (1e-18) that the buyer pays for 1 USD; in an ask the least such
   * cap that he must allow.
   */
  readonly snmPerUsdCap: bigint
  /** The least identity level of the other side. */
  readonly identityLevel: number
  readonly netFlags: number
  /** SNM (1e-18) that the supplier forfeits when he leaves a forward deal early. */
  readonly bond: bigint
  readonly tag: Hex
  /** keccak256 of the details document that travels with the order; see details.ts. */
  readonly detailsHash: Hex
  readonly benchmarks: BenchmarkVector
}

/** An order with its 65-byte signature (r, s, v) and the document behind `detailsHash`. */
export interface SignedOrder {
  readonly order: Order
  readonly signature: Hex
  readonly details: string
}

const U64 = 2n ** 64n
/** A deal's state holds amounts in 96 bits: more than all SNM. */
export const AMOUNT_LIMIT = 2n ** 96n
/** An order that lives longer is refused: an offer is minutes old, and a dead supplier's vanish by themselves. */
export const MAX_ORDER_LIFETIME_SECONDS = 24n * 3600n
/** A hundred years; a longer duration is a mistake. */
export const MAX_DURATION_SECONDS = 100n * 365n * 86_400n
/** The details document is metadata: a page of text at most. */
export const MAX_DETAILS_BYTES = 8192

/**
 * Checks every field that can be checked without chain or clock.
 * @throws ORDER_INVALID naming the first wrong field
 */
export function checkOrder(order: Order): void {
  const invalid = (field: string, reason: string) => fail('ORDER_INVALID', { field, reason })
  const range = (field: keyof Order, value: bigint, below: bigint) => {
    if (value < 0n || value >= below) throw invalid(field, `${value} is out of range`)
  }
  if (order.side !== 'ask' && order.side !== 'bid') throw invalid('side', 'it is neither ask nor bid')
  for (const field of ['author', 'counterparty', 'matcher'] as const) {
    if (!/^0x[0-9a-f]{40}$/.test(order[field])) throw invalid(field, 'it is no address')
  }
  for (const field of ['tag', 'detailsHash'] as const) {
    if (!/^0x[0-9a-f]{64}$/.test(order[field])) throw invalid(field, 'it is not 32 bytes')
  }
  if (/^0x0*$/.test(order.author)) throw invalid('author', 'it is the zero address')
  if (order.author === order.counterparty) throw invalid('counterparty', 'it is the author')
  range('nonce', order.nonce, 2n ** 256n)
  range('epoch', order.epoch, U64)
  range('expiresAtSeconds', order.expiresAtSeconds, U64)
  range('durationSeconds', order.durationSeconds, MAX_DURATION_SECONDS + 1n)
  range('pricePerSecond', order.pricePerSecond, AMOUNT_LIMIT)
  range('snmPerUsdCap', order.snmPerUsdCap, AMOUNT_LIMIT)
  range('bond', order.bond, AMOUNT_LIMIT)
  if (order.denomination !== 'SNM' && order.denomination !== 'USD')
    throw invalid('denomination', 'it is neither SNM nor USD')
  if (order.denomination === 'USD' && order.pricePerSecond === 0n)
    throw invalid('pricePerSecond', 'in USD it cannot be 0')
  if (order.denomination === 'SNM' && order.snmPerUsdCap !== 0n)
    throw invalid('snmPerUsdCap', 'a price in SNM has no cap')
  if (!Number.isInteger(order.identityLevel) || order.identityLevel < 0 || order.identityLevel > 4) {
    throw invalid('identityLevel', 'it is not 0 to 4')
  }
  if (!Number.isInteger(order.netFlags) || order.netFlags < 0 || order.netFlags > 7)
    throw invalid('netFlags', 'an unknown flag')
  if (order.benchmarks.length !== BENCHMARK_COUNT) throw invalid('benchmarks', `there must be ${BENCHMARK_COUNT}`)
  order.benchmarks.forEach((value, index) => {
    if (value < 0n || value > MAX_BENCHMARK) throw invalid(`benchmarks[${index}]`, `${value} is out of range`)
  })
}
