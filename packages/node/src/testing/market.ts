import type { ConnectRouter } from '@connectrpc/connect'
import { type Clock, nowSeconds, seededRandom } from '@sonm/common'
import {
  type Address,
  type AskDetails,
  benchmarkVector,
  detailsHash,
  fail,
  type Order,
  type OrderDomain,
  orderHash,
  type SignedOrder,
  type Signer,
  signerFromPrivateKey,
  signOrder,
  UNKNOWN_RELIABILITY,
  writeDetails,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import {
  HubService,
  MarketplaceService,
  orderFromMessage,
  type SearchRequest,
  signedOrderToMessage,
} from '@sonm/protocol'

/** A key of its own for each seed. */
export function testSigner(seed: number): Signer {
  return signerFromPrivateKey(seededRandom(seed).bytes(32))
}

const DETAILS: AskDetails = {
  resources: { cpuHundredths: 200, ramBytes: 2 ** 30, storageBytes: 2 ** 30, gpus: [] },
  architecture: 'x64',
  executors: ['wasm', 'noop'],
  locators: [],
}

/** A hub's ask: two cores for 1,000 wei a second, unless told otherwise. */
export function testAsk(
  domain: OrderDomain,
  hub: Signer,
  clock: Clock,
  change: Partial<Order> & Partial<Pick<AskDetails, 'executors' | 'locators'>> = {},
): Promise<SignedOrder> {
  const { executors = DETAILS.executors, locators = [], ...fields } = change
  const details = writeDetails({ ...DETAILS, executors, locators })
  return signOrder(
    domain,
    hub,
    {
      side: 'ask',
      author: hub.address,
      counterparty: ZERO_ADDRESS,
      matcher: ZERO_ADDRESS,
      nonce: 1n,
      epoch: 0n,
      expiresAtSeconds: BigInt(nowSeconds(clock)) + 300n,
      durationSeconds: 0n,
      pricePerSecond: 1000n,
      denomination: 'SNM',
      snmPerUsdCap: 0n,
      identityLevel: 0,
      netFlags: 0,
      bond: 0n,
      tag: ZERO_BYTES32,
      detailsHash: detailsHash(details),
      benchmarks: benchmarkVector({ 0: 500n, 2: 2n }),
      ...fields,
    },
    details,
  )
}

/** A marketplace that says whatever it is given, asked or not. */
export function fakeMarketplace(
  domain: OrderDomain,
  asks: readonly SignedOrder[],
  rejections: readonly { requirement: string; count: number }[] = [],
) {
  const requests: SearchRequest[] = []
  const offerOf = (ask: SignedOrder) => ({
    order: signedOrderToMessage(ask),
    orderHash: orderHash(domain, ask.order),
    reliability: UNKNOWN_RELIABILITY,
    identity: 1,
  })
  const routes = (router: ConnectRouter) =>
    router.service(MarketplaceService, {
      search(request) {
        requests.push(request)
        return { offers: asks.map(offerOf), total: asks.length, rejections: [...rejections] }
      },
      getOrder({ orderHash: wanted }) {
        const found = asks.map(offerOf).find((offer) => offer.orderHash === wanted)
        if (!found) throw fail('ORDER_NOT_FOUND', { orderHash: wanted })
        return found
      },
    })
  return { routes, requests }
}

/** A hub that answers each proposal with `answer`; by default an honest firm ask. */
export function fakeHub(
  domain: OrderDomain,
  hub: Signer,
  clock: Clock,
  answer: (buyer: Address) => Promise<SignedOrder> = (buyer) =>
    testAsk(domain, hub, clock, { counterparty: buyer, nonce: 2n }),
) {
  const bids: Order[] = []
  const routes = (router: ConnectRouter) =>
    router.service(HubService, {
      async propose({ bid }) {
        const read = orderFromMessage(bid)
        bids.push(read)
        return signedOrderToMessage(await answer(read.author))
      },
    })
  return { routes, bids }
}
