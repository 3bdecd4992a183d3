import { Follower } from '@sonm/chain'
import { nowSeconds, Turns } from '@sonm/common'
import { type Address, IDENTITY_LEVELS } from '@sonm/model'
import {
  BidService,
  DealService,
  MarketDataService,
  MarketService,
  NetworkService,
  StatusService,
  SupplyService,
  TaskService,
  WalletService,
} from '@sonm/protocol'
import { BidDesk } from './bids/bid-desk.ts'
import { bidService } from './bids/bid-service.ts'
import { BidStore } from './bids/bid-store.ts'
import { closeDeal } from './deals/close-deal.ts'
import { DealBook } from './deals/deal-book.ts'
import { dealService } from './deals/deal-service.ts'
import { isDry } from './deals/dry-deals.ts'
import { HubLocators } from './deals/hub-locators.ts'
import { DealOpener } from './deals/open-deal.ts'
import { isHubInMarket } from './network/hub-in-market.ts'
import { networkService } from './network/network-service.ts'
import type { Node, NodeOptions } from './options.ts'
import { CheckedOrders } from './orders/checked-orders.ts'
import { Comparison } from './orders/comparison.ts'
import { marketDataService } from './orders/market-data-service.ts'
import { marketService } from './orders/market-service.ts'
import { MarketplaceRecords } from './orders/marketplace-records.ts'
import { Marketplaces } from './orders/marketplaces.ts'
import { OrderTruths } from './orders/order-truths.ts'
import { Presence } from './orders/presence.ts'
import { Suppliers } from './orders/suppliers.ts'
import { type ReadWanted, wantedFromMessage } from './orders/wanted.ts'
import { Contacts } from './payments/contacts.ts'
import { History } from './payments/history.ts'
import { HistoryBook } from './payments/history-book.ts'
import { PaymentDesk } from './payments/payment-desk.ts'
import { TokenHistory } from './payments/token-history.ts'
import { walletService } from './payments/wallet-service.ts'
import { statusService } from './status-service.ts'
import { supplyService } from './supply/supply-service.ts'
import { ForwardedPorts } from './tasks/forwarded-ports.ts'
import { untilEnded } from './tasks/hub-link.ts'
import { requestMaxBytes } from './tasks/request-max-bytes.ts'
import { StartReports } from './tasks/start-reports.ts'
import { TaskBook } from './tasks/task-book.ts'
import { taskService } from './tasks/task-service.ts'
import { taskTunnels } from './tasks/task-tunnels.ts'

/** So long may a marketplace take to hear of an order that another one has, or of the end of one. */
const LAG_MS = 30_000
/** As slow as blocks come on the chains that SONM runs on. */
const BLOCK_MS = 15_000

/**
 * The buyer's or supplier's gateway.
 * @example
 * const node = createNode({ network, chain, signer, store: await openNodeStore(path), marketplaces, locators, ... })
 * await node.start()
 * const api = await serveLoopback({ routes: node.routes, requestMaxBytes: node.requestMaxBytes, host: '127.0.0.1', port: 15030, token, ... })
 */
export function createNode(options: NodeOptions): Node {
  const { network, chain, wallet, store, clock, logger, startBlock, usdPrices } = options
  const domain = { chainId: chain.chainId, market: chain.market }
  const ports = new ForwardedPorts({
    network,
    clock,
    logger,
    untilEnded: (link, taskId, signal) => untilEnded(network, link, taskId, signal),
  })
  const book = new DealBook({ store, account: chain.account, onClosed: (dealId) => void ports.closeDeal(dealId) })
  const suppliers = new Suppliers(options)
  const truths = new OrderTruths(options)
  const records = new MarketplaceRecords(options)
  const presence = new Presence({ ...options, records })
  // A block is as old as its confirmations when a marketplace hears of it.
  const lagMs = LAG_MS + options.confirmations * BLOCK_MS
  const comparison = new Comparison({ ...options, domain, truths, records, lagMs })
  const measureLatency = async (hub: Address) => (await network.ping(hub)).roundTripUs
  const masterOf = (hub: Address) => truths.masterOf(hub)
  const hubLocators = new HubLocators({ store, clock, logger, masterOf, learn: options.learnLocators ?? (() => {}) })
  const seen = { suppliers, domain, comparison, records, hubLocators }
  const marketplaces = new Marketplaces({ ...options, ...seen, measureLatency })
  const moment = () => marketplaces.moment()
  const checked = new CheckedOrders({ ...options, ...seen, truths, moment })
  const inMarket = (hub: Address) => isHubInMarket(hub, { marketplaces, buyer: chain.account, logger })
  const readWanted: ReadWanted = async (message) => {
    const buyerIdentity = (await suppliers.levelOf(chain.account)) ?? IDENTITY_LEVELS.anonymous
    return wantedFromMessage(message, { buyer: chain.account, buyerIdentity })
  }

  let follower: Follower | undefined

  /** Reads what the chain has said by now, without waiting for confirmations. */
  const refresh = async () => {
    if (!follower) return
    await follower.sync()
    const { number } = await chain.latest()
    if (number <= follower.position) return
    await book.applyEvents(await chain.events(follower.position + 1n, number), undefined, number)
  }

  const close = (dealId: bigint) => closeDeal(dealId, { chain, book, refresh, logger })
  const beforeDeposit = async () => {
    const { freeWei } = await chain.balances(chain.account)
    for (const { deal } of await book.openAsBuyer()) {
      if (isDry(deal, freeWei, BigInt(nowSeconds(clock)))) await close(deal.id)
    }
  }
  const contacts = new Contacts(options.contacts, wallet.contracts, options.ownAccounts ?? (async () => []))
  const payments = new HistoryBook(store)
  wallet.onReplaced((txHashes) => payments.noteReplaced(txHashes))
  const readTo = async () => {
    await follower?.sync()
    return follower?.position ?? startBlock - 1n
  }
  const partiesOf = async (dealId: bigint) => (await book.find(dealId))?.deal
  const history = new History({ chain, wallet, book: payments, partiesOf, readTo })
  const tokenHistory = new TokenHistory({ chain, wallet, book: payments, readTo, startBlock })
  const desk = new PaymentDesk({ chain, wallet, contacts, book: payments, clock, beforeDeposit })
  const starts = new StartReports({ ...options, domain })
  const opener = new DealOpener({ ...options, domain, marketplaces, book, hubLocators, beforeDeposit })

  const turns = new Turns<'paying'>()
  const bids = new BidDesk({
    ...options,
    domain,
    store: new BidStore(store),
    records,
    suppliers,
    checked,
    opener,
    turns,
  })

  const marketData = marketDataService({ ...options, records })
  const tasks = new TaskBook(store)
  return {
    async start() {
      await hubLocators.restore()
      follower = new Follower({
        ...options,
        checkpoint: await book.checkpoint(),
        onEvents: async (events, checkpoint) => {
          truths.apply(events)
          await bids.apply(events)
          const { number, hash } = checkpoint.at(-1)!
          const movements = await history.read(events, follower!.position + 1n, number, hash)
          const { snm } = wallet.contracts
          await book.applyEvents(events, checkpoint, number, (part) => payments.put(part, movements, snm))
        },
        onRollback: async (toBlock, checkpoint) => {
          await bids.rollBack()
          await book.rollBack(toBlock, checkpoint, (part) => payments.rollBack(part, toBlock))
        },
      })
      await bids.start()
      await follower.start()
    },
    async stop() {
      starts.stop()
      await follower?.stop()
      await bids.stop()
      await ports.closeAll()
    },
    routes(router) {
      router.service(StatusService, statusService(options))
      router.service(
        WalletService,
        walletService({ ...options, usdPrices, deals: book, desk, history, tokenHistory, contacts }),
      )
      router.service(MarketService, marketService({ marketplaces, suppliers, readWanted }))
      router.service(MarketDataService, marketData)
      router.service(DealService, dealService({ turns, readWanted, book, opener, suppliers, usdPrices, close }))
      router.service(TaskService, taskService({ network, deals: book, tasks, ports, starts, logger }))
      router.service(BidService, bidService({ ...options, ...seen, desk: bids, presence, checked, moment }))
      router.service(NetworkService, networkService({ network, desk: options.networkDesk, isHubInMarket: inMarket }))
      router.service(SupplyService, supplyService({ network, chain }))
    },
    requestMaxBytes,
    onTunnel: taskTunnels({ network, hubOf: (taskId) => tasks.hubOf(taskId) }),
  }
}
