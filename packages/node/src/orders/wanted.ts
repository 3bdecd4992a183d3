import {
  type Address,
  type AskQuery,
  BENCHMARKS,
  type Condition,
  NET_FLAGS,
  type NumberField,
  type Order,
  parseOrder,
  parseQuery,
  withDefaults,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import type { SearchRequest } from '@sonm/protocol'

/** Beyond what any order can ask. */
const ANY_PRICE = 2n ** 128n - 1n

/** What a buyer wants of an offer. */
export interface Wanted {
  /** The buyer's own conditions and the defaults. */
  readonly query: AskQuery & { readonly buyer: Address }
  /** Which of the conditions the buyer did not write. */
  readonly defaults: readonly Condition[]
  /** How long a deal shall last; 0: spot. */
  readonly durationSeconds: bigint
}

/** Reads what a caller of the external API wants; the buyer is always the wallet's account. */
export type ReadWanted = (message: Pick<SearchRequest, 'query' | 'orderBy'> | undefined) => Promise<Wanted>

/** @throws QUERY_INVALID with the place of the mistake */
export function wantedFromMessage(
  message: Pick<SearchRequest, 'query' | 'orderBy'> | undefined,
  { buyer, buyerIdentity }: { readonly buyer: Address; readonly buyerIdentity: number },
): Wanted {
  const { query, defaults } = withDefaults(parseQuery(message?.query ?? ''))
  const { conditions } = query
  return {
    query: { buyer, buyerIdentity, conditions, order: parseOrder(message?.orderBy ?? '') },
    defaults,
    durationSeconds: leastOf(conditions, 'duration'),
  }
}

/** The least that the conditions ask of a figure; 0: nothing. */
function leastOf(conditions: readonly Condition[], field: NumberField): bigint {
  const limits = conditions.flatMap((condition) => {
    if (condition.kind !== 'number' || condition.field !== field) return []
    if (condition.op === '>') return [condition.value + 1n]
    return condition.op === '>=' || condition.op === '=' ? [condition.value] : []
  })
  return limits.reduce((most, limit) => (limit > most ? limit : most), 0n)
}

/**
 * What is wanted as the bid that it would be, without the figures that only a signed bid has. It asks for what a bid can ask for; the rest
 * is looked at in the ask itself.
 */
export function bidOf({ query, durationSeconds }: Wanted): Order {
  const { conditions, buyer } = query
  const flags = conditions.flatMap((condition) =>
    condition.kind === 'word' && condition.field === 'net' && condition.op === 'in' && condition.values.length === 1
      ? [NET_FLAGS[condition.values[0] as keyof typeof NET_FLAGS]]
      : [],
  )
  return {
    side: 'bid',
    author: buyer,
    counterparty: ZERO_ADDRESS,
    matcher: ZERO_ADDRESS,
    nonce: 0n,
    epoch: 0n,
    expiresAtSeconds: 0n,
    durationSeconds,
    pricePerSecond: ANY_PRICE,
    denomination: 'SNM',
    snmPerUsdCap: 0n,
    identityLevel: Number(leastOf(conditions, 'identity')),
    netFlags: flags.reduce((bits, flag) => bits | flag, 0),
    bond: 0n,
    tag: ZERO_BYTES32,
    detailsHash: ZERO_BYTES32,
    benchmarks: BENCHMARKS.map(({ code }) => leastOf(conditions, `benchmark:${code}`)),
  }
}
