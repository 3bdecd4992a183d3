import type { Hex } from '@sonm/model'
import type { Placed } from './bid-places.ts'
import type { BidRecord } from './bid-store.ts'
import type { MergedWatch } from './merged-watch.ts'

/** A bid that the desk keeps. */
export interface Held extends Placed {
  record: BidRecord
  /** While it can be taken. */
  standing: Standing | undefined
}

/** What goes on for a bid while it can be taken. */
export interface Standing {
  readonly watch: MergedWatch
  /** Aborted when it can be taken no longer. */
  readonly over: AbortController
  isTaking: boolean
  /** Offers that could not be taken, and until when they are left alone. */
  readonly passed: Map<Hex, number>
}
