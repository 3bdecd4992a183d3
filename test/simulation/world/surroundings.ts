import type { Logger, Random, VirtualClock } from '@sonm/common'
import type { MemoryNet } from '@sonm/network/testing'
import type { SimClient } from '../chain/sim-client.ts'
import type { Life } from '../life/life.ts'
import type { RoleName, Scenario } from './scenario.ts'

/** What all daemons of a world share. */
export interface Surroundings {
  readonly scenario: Scenario
  readonly clock: VirtualClock
  /** The peer network, with its faults. */
  readonly net: MemoryNet
  /** Between a node and its user, on one machine: nothing goes wrong there. */
  readonly loopback: MemoryNet
  readonly clientFor: (role: RoleName, life: Life) => SimClient
  readonly randomFor: (role: RoleName) => Random
  readonly logger: (role: RoleName) => Logger
}
