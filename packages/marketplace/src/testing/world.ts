import { createClient } from '@connectrpc/connect'
import type { MarketEvent } from '@sonm/chain'
import {
  type Clock,
  createMetrics,
  type Logger,
  nowSeconds,
  seededRandom,
  silentLogger,
  type VirtualClock,
} from '@sonm/common'
import {
  type Address,
  type AskDetails,
  detailsHash,
  fail,
  type Hex,
  type Order,
  type SignedCancel,
  type SignedOrder,
  type Signer,
  signCancel,
  signerFromPrivateKey,
  signOrder,
  writeDetails,
} from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { createMemoryNet, type MemoryNet, runUntilSettled } from '@sonm/network/testing'
import { MarketplaceService } from '@sonm/protocol'
import type { CountrySources } from '../countries/country-checks.ts'
import type { MarketplaceLimits } from '../limits.ts'
import { createMarketplace } from '../marketplace.ts'
import { type TestStore, testStores } from './test-stores.ts'

export const DOMAIN = { chainId: 31337, market: `0x${'3a'.repeat(20)}` as Address }

export function signer(seed: number): Signer {
  return signerFromPrivateKey(seededRandom(seed).bytes(32))
}

export const DETAILS: AskDetails = {
  resources: { cpuHundredths: 100, ramBytes: 2 ** 30, storageBytes: 2 ** 30, gpus: [] },
  architecture: 'x64',
  executors: ['wasm'],
  locators: [],
}

export const MARKETPLACE = signer(75)

let nonces = 0n

/** A valid ask of 300 s for 1,000 a second, or whatever is said instead. */
export async function ask(
  author: Signer,
  clock: Clock,
  fields: Partial<Order> = {},
  details: string = writeDetails(DETAILS),
): Promise<SignedOrder> {
  const order: Order = sampleOrder({
    author: author.address,
    nonce: ++nonces,
    expiresAtSeconds: BigInt(nowSeconds(clock)) + 300n,
    durationSeconds: 3600n,
    pricePerSecond: 1000n,
    detailsHash: detailsHash(details),
    ...fields,
  })
  return signOrder(DOMAIN, author, order, details)
}

/** By which its author takes an order back. */
export function cancelOf(author: Signer, orderHash: Hex, clock: Clock): Promise<SignedCancel> {
  return signCancel(DOMAIN, author, { orderHash, atSeconds: BigInt(nowSeconds(clock)) })
}

/** A chain whose facts a test sets. */
export class FakeChain {
  readonly chainId = DOMAIN.chainId
  readonly market = DOMAIN.market
  /** Every hub has a master, but these. */
  readonly unconfirmed = new Set<Address>()
  /** Of these hubs; all others have one and the same. */
  readonly masters = new Map<Address, Address>()
  /** What accounts have proved; everybody else is anonymous. */
  readonly levels = new Map<Address, number>()
  readonly epochs = new Map<Address, bigint>()
  readonly usedNonces = new Set<string>()
  /** SNM of an account; everybody else has plenty. */
  readonly snmWei = new Map<Address, bigint>()
  readonly blocks: MarketEvent[][] = [[]]
  down = false
  /** Awaited before each answer about an order. */
  beforeAnswer: Promise<void> = Promise.resolve()
  mastersAsked = 0

  async masterOf(hub: Address): Promise<Address | undefined> {
    await this.#answer()
    this.mastersAsked++
    return this.unconfirmed.has(hub) ? undefined : (this.masters.get(hub) ?? `0x${'6d'.repeat(20)}`)
  }

  async levelOf(account: Address): Promise<number> {
    await this.#answer()
    return this.levels.get(account) ?? 1
  }

  async epochOf(author: Address): Promise<bigint> {
    await this.#answer()
    return this.epochs.get(author) ?? 0n
  }

  async isNonceUsed(author: Address, nonce: bigint): Promise<boolean> {
    await this.#answer()
    return this.usedNonces.has(`${author} ${nonce}`)
  }

  async balances(account: Address) {
    await this.#answer()
    return { ethWei: 0n, snmWei: this.snmWei.get(account) ?? 10n ** 30n, freeWei: 0n }
  }

  async latest() {
    const number = BigInt(this.blocks.length - 1)
    return { number, hash: hashOf(number), timestampSeconds: number }
  }

  async blockHash(number: bigint) {
    return number < BigInt(this.blocks.length) ? hashOf(number) : undefined
  }

  async readBlocks(fromBlock: bigint, toBlock: bigint) {
    const events = this.blocks.slice(Number(fromBlock), Number(toBlock) + 1).flat()
    return { fromBlock, toBlock, parentHash: hashOf(fromBlock - 1n), hash: hashOf(toBlock), events }
  }

  /** Mines a block with these events, whatever their positions say. */
  mine(...events: object[]): void {
    const blockNumber = BigInt(this.blocks.length)
    const place = {
      blockNumber,
      blockHash: hashOf(blockNumber),
      txHash: hashOf(blockNumber),
      timestampSeconds: blockNumber,
    }
    this.blocks.push(events.map((event, logIndex) => ({ ...place, logIndex, ...event }) as MarketEvent))
  }

  async #answer(): Promise<void> {
    if (this.down) throw fail('CHAIN_UNREACHABLE', { url: 'fake', reason: 'it is down' })
    await this.beforeAnswer
  }
}

function hashOf(number: bigint): Hex {
  return `0x${(number + 1n).toString(16).padStart(64, '0')}`
}

/** A marketplace on a network in memory, on virtual time. */
export async function startWorld(
  options: {
    on?: TestStore
    clock?: VirtualClock
    chain?: FakeChain
    limits?: Partial<MarketplaceLimits>
    /** The net that it joins, with whoever else is on it; its own by default. */
    net?: MemoryNet
    /** Its key; two of one net need two. */
    key?: Signer
    peers?: readonly Address[]
    usdPerSnm?: bigint
    countrySources?: CountrySources
    logger?: Logger
  } = {},
) {
  const clock = options.clock ?? testStores().createClock()
  const chain = options.chain ?? new FakeChain()
  const unexpected: unknown[] = []
  const onUnexpected = (error: unknown) => unexpected.push(error)
  const net = options.net ?? createMemoryNet({ clock, random: seededRandom(1), onUnexpected })
  const key = options.key ?? MARKETPLACE
  const metrics = createMetrics({ processMetrics: false })
  const marketplace = createMarketplace({
    network: net.join(key.address),
    signer: key,
    random: seededRandom(2),
    ...(options.peers && { peers: options.peers }),
    chain,
    levelOf: (account) => chain.levelOf(account),
    usdPerSnm: async () => options.usdPerSnm,
    follow: { startBlock: 0n, confirmations: 0 },
    ...(options.on ?? (await testStores().open(clock))),
    clock,
    logger: options.logger ?? silentLogger,
    metrics,
    ...(options.limits && { limits: options.limits }),
    ...(options.countrySources && { countrySources: options.countrySources }),
  })
  const run = <Result>(promise: Promise<Result>) => runUntilSettled(clock, promise)
  await run(marketplace.start())
  return {
    clock,
    chain,
    net,
    metrics,
    marketplace,
    address: key.address,
    run,
    /** What handlers threw uncoded; must stay empty. */
    unexpected,
    client: (caller: Address) => createClient(MarketplaceService, net.join(caller).rpc(key.address)),
    stop: () => run(marketplace.stop()),
  }
}
