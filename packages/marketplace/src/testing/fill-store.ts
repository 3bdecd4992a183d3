import { openThreadStore, type Random, systemClock } from '@sonm/common'
import { type AskDetails, detailsHash, type SignedOrder, toHex, writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { OrderStore } from '../store/order-store.ts'
import { SqliteOrderRows } from '../store/sqlite-order-rows.ts'
import { type MarketplaceTables, sqliteMigrations } from '../store/tables.ts'

const ASKS_PER_HUB = 256
const GPUS = ['NVIDIA GeForce RTX 4090', 'NVIDIA GeForce RTX 3090', 'NVIDIA A100', 'AMD Radeon RX 7900']
const AT_ONCE = 20_000

/**
 * Fills a SQLite file with asks as a busy market has them: of hubs with some hundred each, with a document a hub, at prices
 * and with benchmarks all over. They are signed by nobody: a marketplace trusts its store.
 */
export async function fillStore(path: string, options: { count: number; expiresAtSeconds: bigint; random: Random }) {
  const { count, random } = options
  const store = await openThreadStore<MarketplaceTables>(path, sqliteMigrations)
  const member = toHex(random.bytes(20))
  const orders = new OrderStore({ rows: new SqliteOrderRows(store), clock: systemClock, maxPerCommit: AT_ONCE, member })
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => {
      const signed = askOf(from + at, options)
      return orders.place({ hash: toHex(random.bytes(32)), signed, placedAtMs: systemClock.nowMs() })
    })
    await Promise.all(some)
  }
  await store.destroy()
}

let hub: { author: SignedOrder['order']['author']; details: string; hash: SignedOrder['order']['detailsHash'] }

function askOf(
  number: number,
  { expiresAtSeconds, random }: { expiresAtSeconds: bigint; random: Random },
): SignedOrder {
  if (number % ASKS_PER_HUB === 0) hub = hubOf(random)
  const signature = toHex(random.bytes(65))
  const order = sampleOrder({
    author: hub.author,
    nonce: BigInt(number),
    expiresAtSeconds: expiresAtSeconds + BigInt(random.integer(3_600)),
    durationSeconds: BigInt(random.integer(30 * 86_400)),
    pricePerSecond: 10n ** 12n + BigInt(random.integer(2 ** 31)) * 1_000n,
    detailsHash: hub.hash,
    benchmarks: Array.from({ length: 16 }, () => BigInt(random.integer(2 ** 31))),
  })
  return { order, signature, details: hub.details }
}

function hubOf(random: Random) {
  const ramBytes = 2 ** (30 + random.integer(9))
  const document: AskDetails = {
    resources: {
      cpuHundredths: 100 * (1 + random.integer(128)),
      ramBytes,
      storageBytes: ramBytes * 8,
      gpus: [{ vendor: 'NVIDIA', model: GPUS[random.integer(GPUS.length)]!, memoryBytes: 24 * 2 ** 30 }],
    },
    architecture: 'x64',
    executors: ['container', 'wasm'],
    locators: [`${toHex(random.bytes(20))}@192.0.2.1:15020`],
  }
  const details = writeDetails(document)
  return { author: toHex(random.bytes(20)), details, hash: detailsHash(details) }
}
