import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { systemClock } from '@sonm/common'
import type { Marketplace } from '@sonm/marketplace'
import { orderDigest, signOrder } from '@sonm/model'
import { verifyTypedData } from 'viem'
import { alone, beside, type Measured, median, ratePerSecond } from '../figure.ts'
import { typedData } from '../orders.ts'
import { sampleAsk } from '../sample-ask.ts'
import { DOMAIN, hubOf, ORDERS_PER_CALL, placeCall, signedCalls, startIntakeWorld } from './intake-world.ts'
import type { RecoverWork } from './recover-thread.ts'

const ORDERS = 120_000
/** Placed before the time is taken: threads start and code is compiled once in the life of a marketplace. */
const FIRST_ORDERS = 20_000
const ROUNDS = 3
/** Calls at once, each of another host, as if so many hubs placed all that they have. */
const CALLS_AT_ONCE = 8

/** Orders per second from the bytes of a call to the book, with the disk's word for it; beside viem, and what the curve allows. */
export async function* measureIntake(): AsyncIterable<Measured> {
  const cores = availableParallelism()
  const calls = await signedCalls(FIRST_ORDERS + ORDERS)
  const signed = await signedDigests(2_000)
  const rates: number[] = []
  const limits: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    limits.push(await recoveriesPerSecond(signed, cores))
    rates.push(await intakePerSecond(calls, cores))
  }
  const hub = hubOf(0)
  const { order, details } = sampleAsk(hub.address, 1n)
  const { signature } = await signOrder(DOMAIN, hub, order, details)
  const data = typedData(DOMAIN, order)
  const viem = await ratePerSecond(5, 50, () => verifyTypedData({ ...data, address: hub.address, signature }))
  const figure = { name: 'market.intake', value: median(rates), unit: 'orders/s', better: 'higher', n: ORDERS } as const
  yield beside(figure, 'viem verifyTypedData', viem)
  yield alone({ name: 'market.intake.limit', value: median(limits), unit: 'orders/s', better: 'higher', n: ORDERS })
}

async function intakePerSecond(calls: readonly Uint8Array[], threads: number): Promise<number> {
  const orders = FIRST_ORDERS + ORDERS
  // Every hub is new to it, and from few hosts: what strangers may not do, the bench must.
  const { marketplace, stop } = await startIntakeWorld({
    threads,
    orders,
    limits: { worthlessBurst: orders, strangersPerBatch: 128 },
  })
  try {
    const firstCalls = FIRST_ORDERS / ORDERS_PER_CALL
    await placeAll(marketplace, calls.slice(0, firstCalls))
    const startMs = systemClock.monotonicMs()
    await placeAll(marketplace, calls.slice(firstCalls))
    return (ORDERS * 1000) / (systemClock.monotonicMs() - startMs)
  } finally {
    await stop()
  }
}

async function placeAll(marketplace: Marketplace, calls: readonly Uint8Array[]): Promise<void> {
  let next = 0
  const sendOn = async (host: string) => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const [refused] = await placeCall(marketplace, call, { host })
      if (refused) throw new Error(`an order was refused: ${JSON.stringify(refused)}`)
    }
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, (_, at) => sendOn(`host ${at}`)))
}

/** The curve alone, on all cores: no intake can be faster with this library. */
async function recoveriesPerSecond(signed: RecoverWork['signed'], cores: number): Promise<number> {
  const count = 20_000
  const work: RecoverWork = { signed, count }
  const module = new URL('./recover-thread.ts', import.meta.url)
  const threads = Array.from({ length: cores }, () => new Worker(module, { workerData: work }))
  await Promise.all(threads.map((thread) => once(thread, 'message')))
  const startMs = systemClock.monotonicMs()
  const done = threads.map((thread) => once(thread, 'message'))
  for (const thread of threads) thread.postMessage('go')
  await Promise.all(done)
  const rate = (count * cores * 1000) / (systemClock.monotonicMs() - startMs)
  await Promise.all(threads.map((thread) => thread.terminate()))
  return rate
}

function signedDigests(count: number): Promise<RecoverWork['signed']> {
  const hub = hubOf(0)
  return Promise.all(
    Array.from({ length: count }, async (_, nonce) => {
      const digest = orderDigest(DOMAIN, sampleAsk(hub.address, BigInt(nonce)).order)
      const signed = await hub.sign(digest)
      return { digest, signature: signed.subarray(0, 64), recovery: signed[64]! - 27 }
    }),
  )
}
