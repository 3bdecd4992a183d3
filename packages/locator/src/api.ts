import type { Startable } from '@sonm/common'
import type { Address, SignedEndpointRecord } from '@sonm/model'

/** Who announces: need not be the record's address, which its signature proves. */
export interface Announcing {
  readonly address: Address
  /** His machine, as `callerHostOf` tells it. */
  readonly host: string
}

/** Records after a place in the journal, oldest first. */
export interface ReplicatedPage {
  readonly journal: string
  readonly place: number
  readonly records: readonly SignedEndpointRecord[]
  readonly more: boolean
}

export interface Locator extends Startable {
  /**
   * As Announce of the API.
   * @param caller whose announcements are counted
   * @returns when to announce again, in Unix seconds
   */
  announce(record: SignedEndpointRecord, caller: Announcing): bigint
  /** As Resolve of the API. @throws PEER_UNKNOWN */
  resolve(address: Address): SignedEndpointRecord
  /** As Replicate of the API. @throws LOCATOR_BUSY */
  replicate(from: { journal: string; after: number }, host: string): ReplicatedPage
}
