import {
  type Address,
  type AskDetails,
  BENCHMARK_COUNT,
  type BenchmarkVector,
  type ExecutorKind,
  fail,
  IDENTITY_LEVELS,
  mismatches,
  NO_BENCHMARKS,
  type Order,
  readDetails,
  type SignedOrder,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { readHex, readNumber, readOneOf, type SearchRequest } from '@sonm/protocol'

/** Beyond what any order can ask. */
const ANY_PRICE = 2n ** 128n - 1n

/** What a buyer wants of an offer. */
export interface Requirements {
  readonly buyer: Address
  /** In 1e-18 SNM; undefined: any price. */
  readonly maxPricePerSecond: bigint | undefined
  /** 0: spot. */
  readonly durationSeconds: bigint
  readonly minBenchmarks: BenchmarkVector
  readonly netFlags: number
  readonly executors: readonly ExecutorKind[]
  /** undefined: any. */
  readonly hub: Address | undefined
}

/** @throws INPUT_INVALID naming the field */
export function requirementsFromMessage(message: SearchRequest | undefined, buyer: Address): Requirements {
  const benchmarks = message?.minBenchmarks ?? []
  if (benchmarks.length !== 0 && benchmarks.length !== BENCHMARK_COUNT) {
    throw fail('INPUT_INVALID', { field: 'min_benchmarks', reason: `there must be ${BENCHMARK_COUNT}, or none` })
  }
  return {
    buyer,
    maxPricePerSecond: message?.maxPricePerSecond
      ? readNumber('max_price_per_second', message.maxPricePerSecond)
      : undefined,
    durationSeconds: message?.durationSeconds ?? 0n,
    minBenchmarks: benchmarks.length === 0 ? NO_BENCHMARKS : benchmarks,
    netFlags: message?.netFlags ?? 0,
    executors: (message?.executors ?? []).map((name) => readOneOf('executors', name, ['container', 'wasm', 'noop'])),
    hub: message?.hub ? readHex('hub', message.hub, 20) : undefined,
  }
}

/** What is wanted as the bid that it would be, without the figures that only a signed bid has. */
export function bidOf(wanted: Requirements): Order {
  return {
    side: 'bid',
    author: wanted.buyer,
    counterparty: ZERO_ADDRESS,
    matcher: ZERO_ADDRESS,
    nonce: 0n,
    epoch: 0n,
    expiresAtSeconds: 0n,
    durationSeconds: wanted.durationSeconds,
    pricePerSecond: wanted.maxPricePerSecond ?? ANY_PRICE,
    denomination: 'SNM',
    snmPerUsdCap: 0n,
    identityLevel: 0,
    netFlags: wanted.netFlags,
    bond: 0n,
    tag: ZERO_BYTES32,
    detailsHash: ZERO_BYTES32,
    benchmarks: wanted.minBenchmarks,
  }
}

/**
 * Why this ask is not what the buyer wants, or not what the contract settles: a phrase for each; empty when it fits.
 * The signature is not looked at.
 */
export function unmetBy(signed: SignedOrder, wanted: Requirements, nowSeconds: bigint): readonly string[] {
  const ask = signed.order
  const bid = { ...bidOf(wanted), expiresAtSeconds: nowSeconds }
  const anonymous = IDENTITY_LEVELS.anonymous
  // The master is looked up on the chain when an offer is taken; until then the hub stands for him.
  const parties = { master: ask.author, buyerIdentity: anonymous, supplierIdentity: anonymous, nowSeconds }
  const unmet = mismatches(ask, bid, parties).map(
    ({ requirement, asked, offered }) => `${requirement} (${asked} asked, ${offered} offered)`,
  )
  if (ask.side !== 'ask') unmet.push('it is no ask')
  if (ask.bond !== 0n) unmet.push('it carries a bond')
  if (wanted.hub !== undefined && ask.author !== wanted.hub) unmet.push('it is of another hub')
  if (wanted.executors.length > 0) {
    const offered = detailsOf(signed)?.executors ?? []
    for (const kind of wanted.executors) if (!offered.includes(kind)) unmet.push(`it does not run ${kind}`)
  }
  return unmet
}

function detailsOf(signed: SignedOrder): AskDetails | undefined {
  try {
    return readDetails(signed.details)
  } catch {
    return undefined
  }
}
