import type { Address } from '../identity/address.ts'
import type { Price } from '../units/money.ts'

/**
 * A figure of an ask. `benchmark:CODE` is a lane of its vector in the lane's unit; `duration` is in seconds (0: spot); `identity` is the level that
 * the supplier has proved; `reliability` is in ten-thousandths; `ports` counts the public ports of a task; `latency` is in microseconds from the
 * buyer's node, which alone can judge it; `age` is in seconds since the ask was placed.
 */
export type NumberField = `benchmark:${string}` | 'duration' | 'identity' | 'reliability' | 'ports' | 'latency' | 'age'

/** A word, or several words, that an ask says of itself or the chain says of its author. */
export type WordField =
  | 'arch'
  | 'gpu.vendor'
  | 'gpu.model'
  | 'country'
  | 'region'
  | 'executor'
  | 'net'
  | 'hub'
  | 'supplier'

export type Comparison = '<' | '<=' | '=' | '!=' | '>=' | '>'

/** One thing that a buyer asks of an ask. Each can be judged by itself, so each can be told as the reason why nothing matched. */
export type Condition =
  | { readonly kind: 'price'; readonly op: Comparison; readonly price: Price }
  | { readonly kind: 'number'; readonly field: NumberField; readonly op: Comparison; readonly value: bigint }
  /** `in`: one of the ask's words is among the values; `not-in`: none is. The values are in the form of `normalWord`. */
  | {
      readonly kind: 'word'
      readonly field: WordField
      readonly op: 'in' | 'not-in'
      readonly values: readonly string[]
    }

/** What the results are sorted by; after the named keys come price, then age. */
export interface SortKey {
  readonly field: 'price' | NumberField
  readonly descending: boolean
}

/** What a buyer wants of an ask: the form behind the query language, and what the order book answers. */
export interface AskQuery {
  /** Who asks: sees what is bound to him, and not what is his own. undefined sees only what is for everybody. */
  readonly buyer: Address | undefined
  /** The identity level that the buyer has proved; asks that require more are turned away. */
  readonly buyerIdentity: number
  readonly conditions: readonly Condition[]
  readonly order: readonly SortKey[]
}

/** Everything that is for sale to everybody, the cheapest first. */
export const ANY_ASK: AskQuery = { buyer: undefined, buyerIdentity: 1, conditions: [], order: [] }
