import { availableParallelism } from 'node:os'
import { create, toBinary } from '@bufbuild/protobuf'
import { nowSeconds, sleep, systemClock, systemRandom } from '@sonm/common'
import type { Marketplace } from '@sonm/marketplace'
import { ANY_ASK, type SignedOrder, signOrder, toHex } from '@sonm/model'
import { PlaceOrdersRequestSchema, signedOrderToMessage } from '@sonm/protocol'
import { beside, type Measured, percentile } from '../figure.ts'
import { sampleAsk } from '../sample-ask.ts'
import { DOMAIN, hubOf, placeCall, startIntakeWorld } from './intake-world.ts'

const JUNK = 1_000_000
const JUNK_HOSTS = 16
const JUNK_PER_CALL = 1_000
const HONEST = 2_000
const HONEST_PAUSE_MS = 2
const HUBS = 50
/** By how much memory may grow in the last nine tenths of the junk: it is bounded, so only what the garbage collector leaves lying. */
const MAX_GROWTH_BYTES = 256 * 2 ** 20

/** What honest hubs waited for their asks, and buyers for their answers. */
interface Waits {
  readonly placed: number[]
  readonly searched: number[]
}

/**
 * How long honest hubs wait for their asks, and buyers for answers, while a million worthless orders come, beside the same without. The orders come as
 * the bytes of calls, without connections: a flood's own encryption would take one of the cores, as no stranger can.
 */
export async function* measureJunk(): AsyncIterable<Measured> {
  const calls = await junkCalls()
  const threads = availableParallelism()
  const quiet = await withMarketplace(threads, (marketplace) => honestMs(marketplace, 0, () => false))
  const flooded = await withMarketplace(threads, async (marketplace) => {
    let mostAtFirst = 0
    let most = 0
    let left = JUNK
    const flood = Promise.all(
      Array.from({ length: JUNK_HOSTS }, async (_, host) => {
        while (left > 0) {
          left -= JUNK_PER_CALL
          const junk = calls[(left / JUNK_PER_CALL) % calls.length]!
          // Each order is refused by itself, or the whole call.
          await marketplace
            .checkWelcome({ host: `junk ${host}` })
            .then(() => placeCall(marketplace, junk, { host: `junk ${host}` }))
            .catch(() => {})
          most = Math.max(most, process.memoryUsage.rss())
          if (left > JUNK * 0.9) mostAtFirst = most
          // As bytes come from sockets: not before others have had their turn.
          await sleep(systemClock, 0)
        }
      }),
    )
    const waits = await honestMs(marketplace, HONEST, () => left > 0)
    await flood
    const grown = most - mostAtFirst
    if (grown > MAX_GROWTH_BYTES) throw new Error(`junk took ${Math.round(grown / 2 ** 20)} MiB more and more`)
    return waits
  })
  for (const [name, of] of [
    ['market.junk', 'placed'],
    ['market.junk.search', 'searched'],
  ] as const) {
    const figure = { name, value: percentile(flooded[of], 99), unit: 'ms', better: 'lower', n: JUNK } as const
    yield beside(figure, 'the same load without junk', percentile(quiet[of], 99))
  }
}

async function withMarketplace<Result>(threads: number, use: (marketplace: Marketplace) => Promise<Result>) {
  const { marketplace, stop } = await startIntakeWorld({
    threads,
    orders: 1_000_000,
    limits: { liveOrdersPerAuthor: 1_000_000 },
  })
  try {
    return await use(marketplace)
  } finally {
    await stop()
  }
}

/** Places asks of many hubs, and searches, one after another at even times, for as long as there is junk. */
async function honestMs(marketplace: Marketplace, firstNonce: number, isFlooded: () => boolean): Promise<Waits> {
  const waits: Waits = { placed: [], searched: [] }
  const placing: Promise<void>[] = []
  for (let at = 0; at < HONEST || isFlooded(); at++) {
    const hub = hubOf(at % HUBS)
    const { order, details } = sampleAsk(hub.address, BigInt(firstNonce + at), BigInt(nowSeconds(systemClock) + 3600))
    const signed = await signOrder(DOMAIN, hub, order, details)
    const startMs = systemClock.monotonicMs()
    const placed = marketplace.place(signed, { host: `hub ${at % HUBS}`, caller: hub.address })
    placing.push(
      placed.then(() => {
        waits.placed.push(systemClock.monotonicMs() - startMs)
      }),
    )
    const askedMs = systemClock.monotonicMs()
    // It comes from a socket: its turn is after what came before.
    await sleep(systemClock, 0)
    marketplace.search(ANY_ASK, 10)
    waits.searched.push(systemClock.monotonicMs() - askedMs)
    await sleep(systemClock, HONEST_PAUSE_MS)
  }
  await Promise.all(placing)
  return waits
}

/** In the names of hubs that are known, with signatures of nobody; and well signed, by keys that were made for it. */
async function junkCalls(): Promise<Uint8Array[]> {
  const calls: Uint8Array[] = []
  const expiresAtSeconds = BigInt(nowSeconds(systemClock) + 3600)
  for (let call = 0; call < 5; call++) {
    const orders: SignedOrder[] = []
    for (let at = 0; at < JUNK_PER_CALL; at++) {
      const isSigned = at % 10 === 0
      const author = hubOf(isSigned ? 1_000_000 + call * JUNK_PER_CALL + at : at % HUBS)
      const { order, details } = sampleAsk(
        author.address,
        BigInt(10_000_000 + call * JUNK_PER_CALL + at),
        expiresAtSeconds,
      )
      if (isSigned) orders.push(await signOrder(DOMAIN, author, order, details))
      else
        orders.push({
          order,
          details,
          signature: `${toHex(systemRandom.bytes(64)).replace(/^0x../, '0x11')}1b` as `0x${string}`,
        })
    }
    const request = create(PlaceOrdersRequestSchema, { orders: orders.map(signedOrderToMessage) })
    calls.push(toBinary(PlaceOrdersRequestSchema, request))
  }
  return calls
}
