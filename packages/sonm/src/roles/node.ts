import { join } from 'node:path'
import { mapped, type Startable, sequence } from '@sonm/common'
import { createGui } from '@sonm/gui'
import { toHex } from '@sonm/model'
import {
  AddressWatch,
  type Endpoint,
  formatPeer,
  type LoopbackServer,
  serveLoopback,
  type WebOptions,
} from '@sonm/network'
import { createNode, openNodeStore, withOpenApi } from '@sonm/node'
import { type NodeAccess, refuseSecondNode, removeNodeAccess, writeNodeAccess } from '../api/node-api.ts'
import { accountInUse, namedAccounts } from '../home/accounts.ts'
import { contactsFile } from '../home/contacts-file.ts'
import { openHome } from '../home/home.ts'
import { VERSION } from '../version.ts'
import { metricsServer } from './metrics-server.ts'
import { networkDesk } from './network-desk.ts'
import { interfaceAddresses } from './own-network.ts'
import type { RunningRole } from './run-role.ts'
import { usdPricesOf } from './usd-prices.ts'
import { addressesOf, closing, createMember, type RoleOptions, storeFile } from './world.ts'

/** The gateway of a buyer or a supplier: the external API and the GUI on loopback, and the wallet behind them. */
export async function nodeRole(
  options: RoleOptions & {
    listen: Endpoint
    /** How pages of other origins reach it; not at all without. */
    web?: WebOptions
  },
): Promise<RunningRole> {
  const home = openHome(options.home.path, options.name)
  // Before anything of it is touched: two would write into one store and take each other's nonces.
  await refuseSecondNode(home)
  const world = await createMember(options)
  // A store knows one account's deals and payments.
  const isOwnKey = accountInUse(home, options.name) === undefined
  const store = await openNodeStore(
    isOwnKey ? storeFile(world) : join(world.folder, `store-${world.signer.address}.sqlite`),
  )
  const node = createNode({
    ...world,
    networkDesk: networkDesk(world.network, world.known.relays),
    store,
    settlement: world.chain.settlement,
    wallet: world.chain.wallet,
    contacts: contactsFile(home),
    ownAccounts: async () => namedAccounts(home),
    // A network may have no Profiles contract, which is told when it is asked for.
    levelOf: async (account) => world.chain.profiles.levelOf(account),
    removedForSeconds: (hub) => world.chain.settlement.removedForSeconds(hub),
    snmPerUsd: () => world.chain.settlement.snmPerUsd(),
    usdPrices: usdPricesOf(world.chain, world.networkFile.priceFeeds),
    startBlock: BigInt(world.networkFile.startBlock),
    confirmations: world.networkFile.confirmations,
    pollIntervalMs: world.networkFile.pollIntervalMs,
    marketplaces: addressesOf(world.known.marketplaces),
    locators: mapped(world.known.locators, (peers) => peers.map(formatPeer)),
    version: VERSION,
  })
  let server: LoopbackServer | undefined
  let access: NodeAccess | undefined
  const token = toHex(world.random.bytes(32)).slice(2)
  const api: Startable = {
    async start() {
      const { host, port } = options.listen
      const gui = createGui()
      server = await serveLoopback({
        routes: (router) => node.routes(router),
        requestMaxBytes: node.requestMaxBytes,
        host,
        port,
        token,
        clock: world.clock,
        logger: world.logger,
        staticHandler: withOpenApi((request, response) => void gui(request, response)),
      })
      if (options.web) {
        const accounts = [world.network.address, ...(options.web.accounts ?? [])]
        await world.network.listenWeb({ ...options.web, accounts }, node)
      }
      access = { url: server.url, token }
      writeNodeAccess(home, access)
    },
    async stop() {
      if (access) removeNodeAccess(home, access)
      await server?.close()
    },
  }
  const network: Startable = { start: async () => {}, stop: () => world.network.close() }
  const watch = new AddressWatch({ ...world, addresses: interfaceAddresses })
  return {
    ...sequence([
      closing(store),
      metricsServer(world.metrics, options.metricsAt),
      network,
      watch,
      world.known,
      node,
      api,
    ]),
    ready: () => ({ address: world.network.address, endpoint: server!.url, page: `${server!.url}/#token=${token}` }),
  }
}
