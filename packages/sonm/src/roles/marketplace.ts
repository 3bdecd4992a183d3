import { availableParallelism } from 'node:os'
import { sequence } from '@sonm/common'
import { createMarketplace, openMarketplaceStore, VerifyPool } from '@sonm/marketplace'
import { type Endpoint, formatEndpoint } from '@sonm/network'
import { metricsServer } from './metrics-server.ts'
import type { RunningRole } from './run-role.ts'
import { closing, createMember, listener, type RoleOptions, stoppedFirst, storeFile } from './world.ts'

/** Collects signed orders and finds the best. */
export async function marketplaceRole(options: RoleOptions & { listen: Endpoint }): Promise<RunningRole> {
  const world = await createMember(options)
  const { confirmations, pollIntervalMs, startBlock } = world.networkFile
  const store = await openMarketplaceStore(storeFile(world))
  const { chainId, market } = world.chain
  const verifier = new VerifyPool({
    domain: { chainId, market },
    threads: availableParallelism(),
    logger: world.logger,
  })
  const marketplace = createMarketplace({
    ...world,
    verifier,
    store,
    follow: { startBlock: BigInt(startBlock), confirmations, pollIntervalMs },
  })
  const open = listener(world.network, options.listen)
  return {
    ...sequence([
      closing(store),
      { start: async () => {}, stop: () => verifier.close() },
      metricsServer(world.metrics, options.metricsAt),
      marketplace,
      open,
      stoppedFirst(marketplace),
    ]),
    ready: () => ({ address: world.network.address, endpoint: formatEndpoint(open.endpoint()) }),
  }
}
