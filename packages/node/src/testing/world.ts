import { createClient, createRouterTransport } from '@connectrpc/connect'
import { always, Changeable, createMetrics, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import type { Address, SignedOrder } from '@sonm/model'
import {
  BidService,
  codedHandlers,
  codedTransport,
  DealService,
  MarketDataService,
  MarketService,
  NetworkService,
  StatusService,
  SupplyService,
  TaskService,
  WalletService,
} from '@sonm/protocol'
import { createNode } from '../node.ts'
import type { NodeOptions } from '../options.ts'
import type { Contact } from '../payments/contacts.ts'
import type { UsdPrices } from '../payments/prices.ts'
import { openNodeStore } from '../store.ts'
import { FakeChain } from './fake-chain.ts'
import { FakeNetwork } from './fake-network.ts'
import { FakeWallet } from './fake-wallet.ts'
import { fakeMarketplace, testSigner } from './market.ts'

export const buyer = testSigner(1)
export const hub = testSigner(2)
export const otherHub = testSigner(3)
export const marketplaceAddress = testSigner(4).address
export const master = testSigner(5).address

/** A chain, a network and a buyer with 1,000,000,000 wei of SNM; the node is made by `startNode`. */
export function createWorld() {
  const clock = new VirtualClock()
  const chain = new FakeChain(buyer.address, clock)
  const wallet = new FakeWallet(chain)
  let contacts: readonly Contact[] = []
  const domain = { chainId: chain.chainId, market: chain.market }
  chain.wallets.set(buyer.address, { snmWei: 10n ** 9n, freeWei: 0n })
  chain.masters.set(hub.address, master)
  chain.masters.set(otherHub.address, master)
  const network = new FakeNetwork(buyer.address)
  return {
    clock,
    chain,
    wallet,
    /** The address book; a list of the whole. */
    contacts: {
      read: async () => contacts,
      write: async (next: readonly Contact[]) => {
        contacts = next
      },
    },
    /** The accounts of the home that have a name. */
    ownAccounts: [] as Contact[],
    prices: {} as UsdPrices,
    domain,
    network,
    /** Puts these asks on the one marketplace. */
    offer(asks: readonly SignedOrder[], rejections: readonly { requirement: string; count: number }[] = []) {
      const marketplace = fakeMarketplace(domain, asks, rejections)
      network.add(marketplaceAddress, marketplace.routes)
      return marketplace
    },
  }
}

export type World = ReturnType<typeof createWorld>

/** A running node with clients of its API. */
export async function startNode(
  world: World,
  options: Partial<Pick<NodeOptions, 'store' | 'confirmations' | 'learnLocators'>> & {
    readonly marketplaces?: readonly Address[]
    readonly trace?: NodeOptions['networkDesk']['trace']
  } = {},
) {
  const store = options.store ?? (await openNodeStore(':memory:'))
  const marketplaces = new Changeable(options.marketplaces ?? [marketplaceAddress])
  const node = createNode({
    network: world.network,
    networkDesk: { trace: options.trace ?? (async () => []), standing: async () => ({}) },
    chain: world.chain,
    settlement: world.chain,
    wallet: world.wallet,
    contacts: world.contacts,
    ownAccounts: async () => world.ownAccounts,
    usdPrices: async () => world.prices,
    removedForSeconds: (hub) => world.chain.removedForSeconds(hub),
    snmPerUsd: async () => world.chain.snmPerUsd,
    startBlock: 0n,
    confirmations: options.confirmations ?? 0,
    signer: buyer,
    store,
    marketplaces,
    locators: always([]),
    ...(options.learnLocators && { learnLocators: options.learnLocators }),
    clock: world.clock,
    random: seededRandom(7),
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
    version: '1.2.3',
  })
  await node.start()
  const router = createRouterTransport((routes) => node.routes(routes), {
    router: { interceptors: [codedHandlers(() => {})] },
  })
  const transport = codedTransport(router, 'the node')
  return {
    node,
    store,
    marketplaces,
    status: createClient(StatusService, transport),
    wallet: createClient(WalletService, transport),
    market: createClient(MarketService, transport),
    data: createClient(MarketDataService, transport),
    bids: createClient(BidService, transport),
    deals: createClient(DealService, transport),
    tasks: createClient(TaskService, transport),
    supply: createClient(SupplyService, transport),
    network: createClient(NetworkService, transport),
  }
}
