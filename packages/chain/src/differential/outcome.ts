import type { CodedError } from '@sonm/common'
import type { MarketModelEvent } from '@sonm/model'

/** What an error tells, wherever it comes from. */
export interface Failure {
  readonly code: string
  readonly what: string
}

/** What a call has led to: what model and chain must agree on. */
export interface Outcome {
  readonly failure?: Failure
  /** What the function returned: an amount, a deal's id; of a batch for each request the id, or why there is none. */
  readonly result?: unknown
  readonly events: readonly MarketModelEvent[]
}

export const failureOf = ({ code, what }: CodedError): Failure => ({ code, what })
