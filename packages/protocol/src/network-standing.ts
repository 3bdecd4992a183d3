import type { MessageInitShape } from '@bufbuild/protobuf'
import type { NetworkStatusSchema } from './gen/sonm/v1/network_pb.js'

/** What a role tells of its own network. */
export type NetworkStanding = Pick<
  MessageInitShape<typeof NetworkStatusSchema>,
  'endpoints' | 'relays' | 'mappedEndpoint' | 'nat' | 'seenEndpoint' | 'peers'
>
