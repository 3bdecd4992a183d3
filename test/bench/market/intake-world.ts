import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, toBinary } from '@bufbuild/protobuf'
import { createMetrics, nowSeconds, silentLogger, systemClock, systemRandom } from '@sonm/common'
import {
  createMarketplace,
  type Marketplace,
  type MarketplaceLimits,
  openMarketplaceDatabase,
  type Sender,
  VerifyPool,
} from '@sonm/marketplace'
import {
  type Address,
  type OrderDomain,
  type SignedOrder,
  type Signer,
  signerFromPrivateKey,
  signOrder,
  ZERO_BYTES32,
} from '@sonm/model'
import { PlaceOrdersRequestSchema, signedOrderToMessage } from '@sonm/protocol'
import { sampleAsk } from '../sample-ask.ts'

export const DOMAIN: OrderDomain = { chainId: 31337, market: `0x${'11'.repeat(20)}` }
/** As many as one call may bring. */
export const ORDERS_PER_CALL = 1000
/** As many as one hub may have live. */
const ORDERS_PER_HUB = 256

export function hubOf(seed: number): Signer {
  const key = new Uint8Array(32).fill(7)
  new DataView(key.buffer).setUint32(0, seed + 1)
  return signerFromPrivateKey(key)
}

/** Signed asks of many hubs, as the bytes of PlaceOrders calls. */
export async function signedCalls(count: number, firstHub = 0): Promise<Uint8Array[]> {
  const expiresAtSeconds = BigInt(nowSeconds(systemClock) + 3600)
  const calls: Uint8Array[] = []
  let orders: SignedOrder[] = []
  for (let at = 0; at < count; at++) {
    const hub = hubOf(firstHub + Math.floor(at / ORDERS_PER_HUB))
    const { order, details } = sampleAsk(hub.address, BigInt(at), expiresAtSeconds)
    orders.push(await signOrder(DOMAIN, hub, { ...order, pricePerSecond: priceOf(at) }, details))
    if (orders.length < ORDERS_PER_CALL && at < count - 1) continue
    const request = create(PlaceOrdersRequestSchema, { orders: orders.map(signedOrderToMessage) })
    calls.push(toBinary(PlaceOrdersRequestSchema, request))
    orders = []
  }
  return calls
}

/** All over the book, as a hash is. */
function priceOf(at: number): bigint {
  return 10n ** 12n + BigInt(Math.imul(at + 1, 0x9e3779b1) >>> 0)
}

/** What the service does with the bytes of a call, without the connection: the errors of its orders. */
export async function placeCall(
  marketplace: Marketplace,
  call: Uint8Array,
  sender: Sender,
): Promise<readonly unknown[]> {
  const placed = await marketplace.placeRequest(call, sender)
  return placed.flatMap(({ result }) => (result.case === 'error' ? [result.value] : []))
}

/** Nobody calls, and nobody is called. */
export function quietNetwork(address: Address) {
  return { address, serve() {}, rpc: unused, openTunnel: unused, ping: unused }
}

/** It costs nothing: what is measured is the marketplace. */
export const chainThatSaysYes = {
  ...DOMAIN,
  latest: async () => ({ number: 0n, hash: ZERO_BYTES32, timestampSeconds: 0n }),
  blockHash: async () => ZERO_BYTES32,
  readBlocks: async (fromBlock: bigint, toBlock: bigint) => {
    return { fromBlock, toBlock, parentHash: ZERO_BYTES32, hash: ZERO_BYTES32, events: [] }
  },
  masterOf: async (): Promise<Address> => `0x${'22'.repeat(20)}`,
  epochOf: async () => 0n,
  isNonceUsed: async () => false,
  balances: async () => ({ ethWei: 0n, snmWei: 10n ** 30n, freeWei: 0n }),
}

/**
 * A marketplace in this process with its SQLite file, and threads of its own for signatures. The chain says yes to
 * everything and costs nothing: what is measured is the intake.
 */
export async function startIntakeWorld(options: {
  threads: number
  orders: number
  limits?: Partial<MarketplaceLimits>
}): Promise<{ marketplace: Marketplace; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const database = { kind: 'sqlite', path: join(folder, 'orders.sqlite') } as const
  const { store } = await openMarketplaceDatabase(database, world)
  const verifier = new VerifyPool({ domain: DOMAIN, threads: options.threads, logger: silentLogger })
  const marketplace = createMarketplace({
    network: quietNetwork(hubOf(0).address),
    signer: hubOf(0),
    random: systemRandom,
    chain: chainThatSaysYes,
    follow: { startBlock: 0n, confirmations: 0 },
    store,
    verifier,
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
    limits: { liveOrders: options.orders, ...options.limits },
  })
  await marketplace.start()
  return {
    marketplace,
    async stop() {
      await marketplace.stop()
      await verifier.close()
      await store.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function unused(): never {
  throw new Error('the bench speaks to no peer')
}
