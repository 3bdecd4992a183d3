import type { Random } from '@sonm/common'

/** What goes wrong in a memory network. Probabilities are from 0 to 1; what is left out never happens. */
export interface MemoryFaults {
  /** How long anything takes one way. */
  readonly latencyMs?: { readonly least: number; readonly most: number }
  /** A unary request or the opening of a tunnel vanishes: its handler never runs. */
  readonly lostRequests?: number
  /** The answer of a unary call vanishes: its handler has run. */
  readonly lostResponses?: number
  /** A unary request is handled twice, as when a caller tries again after a loss; the first answer counts. */
  readonly doubledRequests?: number
  /** With each message of a stream, and each write to a tunnel: its link is lost. */
  readonly brokenStreams?: number
}

export function drawLatencyMs(faults: MemoryFaults, random: Random): number {
  const { least, most } = faults.latencyMs ?? { least: 0, most: 0 }
  return most > least ? least + random.integer(most - least + 1) : least
}

/** Draws nothing when it cannot happen, so that a fault that is switched off leaves the others as they were. */
export function happens(probability: number | undefined, random: Random): boolean {
  return probability !== undefined && probability > 0 && random.fraction() < probability
}
