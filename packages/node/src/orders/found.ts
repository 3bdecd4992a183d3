import type { Address, SearchMoment } from '@sonm/model'
import type { Fault } from './compare-marketplaces.ts'
import type { Rejection, VerifiedOffer } from './offers.ts'

export interface SearchPage {
  /** 0: a page of the usual size. */
  readonly limit: number
  /** `nextCursor` of the page before; empty: the first. */
  readonly cursor?: string
  readonly explain?: boolean
}

export interface Found {
  /** In the order that was asked for; then the cheapest first. */
  readonly offers: readonly VerifiedOffer[]
  /** undefined: nobody has counted. */
  readonly total: number | undefined
  readonly rejections: readonly Rejection[]
  /** Empty: nothing follows. */
  readonly nextCursor: string
  /** Offers that fit may be missing: somebody met the bound of what he looks through. */
  readonly isTruncated: boolean
  /** What marketplaces were found at. */
  readonly faults: readonly Fault[]
  /** Those that were asked and did not answer. */
  readonly silent: readonly Address[]
  /** Those that answer, and whose pages were not all waited for. */
  readonly slow: readonly Address[]
  readonly moment: SearchMoment
}
