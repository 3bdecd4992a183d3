import type { Address } from '@sonm/model'

/** Where the contracts of one network stand. */
export interface Contracts {
  readonly snm: Address
  readonly registry: Address
  readonly market: Address
  /** Test networks only. */
  readonly faucet?: Address
}
