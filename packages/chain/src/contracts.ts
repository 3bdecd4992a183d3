import type { Address } from '@sonm/model'

/** Where the contracts of one network stand. */
export interface Contracts {
  readonly snm: Address
  readonly registry: Address
  readonly market: Address
  /** Absent: the network has no identities. */
  readonly profiles?: Address | undefined
  /** Absent: the network has no oracle of its own; the market may read another feed, or none. */
  readonly oracle?: Address | undefined
  /** Test networks only. */
  readonly faucet?: Address | undefined
}
