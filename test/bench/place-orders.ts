import { join } from 'node:path'
import { createMetrics, nowSeconds, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { createMarketplace, openMarketplaceStore } from '@sonm/marketplace'
import { type OrderDomain, type Signer, signOrder, ZERO_BYTES32 } from '@sonm/model'
import { sampleAsk } from './sample-ask.ts'

/**
 * Signs asks and places them at a marketplace in this process, `atOnce` at a time, each verified and durable when it answers.
 * The chain says yes to everything and costs nothing: what is measured is the intake.
 * @returns orders per second
 */
export async function placeOrders(options: {
  folder: string
  signer: Signer
  domain: OrderDomain
  count: number
  atOnce: number
}): Promise<number> {
  const { folder, signer, domain, count, atOnce } = options
  const expiresAtSeconds = BigInt(nowSeconds(systemClock) + 3600)
  const asks = Array.from({ length: count }, (_, at) => sampleAsk(signer.address, BigInt(at), expiresAtSeconds))
  const store = await openMarketplaceStore(join(folder, 'orders.sqlite'))
  const marketplace = createMarketplace({
    network: { address: signer.address, serve() {}, rpc: unused, openTunnel: unused, ping: unused },
    signer,
    random: systemRandom,
    chain: {
      ...domain,
      latest: async () => ({ number: 0n, hash: ZERO_BYTES32, timestampSeconds: 0n }),
      blockHash: async () => ZERO_BYTES32,
      readBlocks: async (fromBlock, toBlock) => {
        return { fromBlock, toBlock, parentHash: ZERO_BYTES32, hash: ZERO_BYTES32, events: [] }
      },
      masterOf: async () => `0x${'22'.repeat(20)}`,
      epochOf: async () => 0n,
      isNonceUsed: async () => false,
      balances: async () => ({ ethWei: 0n, snmWei: 10n ** 30n, freeWei: 0n }),
    },
    follow: { startBlock: 0n, confirmations: 0 },
    store,
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
    limits: { liveOrdersPerAuthor: count, liveOrders: count },
  })
  await marketplace.start()
  try {
    const startMs = systemClock.monotonicMs()
    let next = 0
    const place = async () => {
      for (let ask = asks[next++]; ask; ask = asks[next++]) {
        await marketplace.place(await signOrder(domain, signer, ask.order, ask.details))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, place))
    return (count * 1000) / (systemClock.monotonicMs() - startMs)
  } finally {
    await marketplace.stop()
    await store.destroy()
  }
}

function unused(): never {
  throw new Error('the bench speaks to no peer')
}
