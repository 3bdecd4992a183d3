import { always, createMetrics } from '@sonm/common'
import { createMarketplace, type Marketplace, openMarketplaceStore } from '@sonm/marketplace'
import { createNode, type Node, openNodeStore } from '@sonm/node'
import type { Life } from '../life/life.ts'
import { mortalNetwork } from '../life/mortal.ts'
import { mortalStore } from '../life/mortal-store.ts'
import { keyOf } from './keys.ts'
import { noContacts, quietWallet } from './quiet-wallet.ts'
import type { RoleName } from './scenario.ts'
import type { Surroundings } from './surroundings.ts'

export async function marketplaceSite(surroundings: Surroundings) {
  const { scenario, net, clientFor, randomFor, logger } = surroundings
  const disk = await openMarketplaceStore(':memory:')
  const signer = keyOf('marketplace')
  const { address } = signer
  const boot = (life: Life): Marketplace => {
    life.onKill(() => net.crash(address))
    return createMarketplace({
      network: mortalNetwork(life, net.join(address)),
      chain: clientFor('marketplace', life),
      follow: { startBlock: 0n, confirmations: scenario.confirmations, pollIntervalMs: scenario.pollIntervalMs },
      store: mortalStore(life, disk),
      signer,
      random: randomFor('marketplace'),
      clock: life.clock,
      logger: logger('marketplace'),
      metrics: createMetrics({ processMetrics: false }),
    })
  }
  return { disk, boot }
}

/** A buyer's node: its user reaches the API over the loopback network under the node's own address. */
export async function nodeSite(name: RoleName, surroundings: Surroundings) {
  const { scenario, net, loopback, clientFor, randomFor, logger } = surroundings
  const disk = await openNodeStore(':memory:')
  const signer = keyOf(name)
  const boot = (life: Life): Node => {
    life.onKill(() => {
      net.crash(signer.address)
      loopback.crash(signer.address)
    })
    const chain = clientFor(name, life)
    const node = createNode({
      network: mortalNetwork(life, net.join(signer.address)),
      networkDesk: { trace: async () => [], standing: async () => ({}) },
      chain,
      settlement: chain,
      wallet: quietWallet,
      contacts: noContacts,
      startBlock: 0n,
      confirmations: scenario.confirmations,
      pollIntervalMs: scenario.pollIntervalMs,
      signer,
      store: mortalStore(life, disk),
      marketplaces: always([keyOf('marketplace').address]),
      locators: always([]),
      clock: life.clock,
      random: randomFor(name),
      logger: logger(name),
      metrics: createMetrics({ processMetrics: false }),
      version: 'simulated',
    })
    loopback.join(signer.address).serve(node)
    return node
  }
  return { disk, boot }
}
