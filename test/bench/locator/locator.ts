import { createClient } from '@connectrpc/connect'
import { nowSeconds, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Signer, signerFromPrivateKey, signRecord } from '@sonm/model'
import { type Peer, PeerNetwork, parsePeer, pinned } from '@sonm/network'
import { type EndpointRecord, endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import { alone, beside, type Measured, median } from '../figure.ts'
import { Processes } from '../network/processes.ts'
import { startRedis } from './redis.ts'

const ROUNDS = 3
const KEYS = 20_000
const RECORDS_PER_ROUND = KEYS
const LOOKUPS_PER_ROUND = 60_000
const PER_CALL = 64
const CONNECTIONS = 2
/** Calls under way on each connection. */
const AT_ONCE = 8

/**
 * A locator in a process of its own, called from this one over two connections: signed records announced and addresses
 * looked up, 64 in a call. Beside it the same texts by SET and GET of a Redis, 1,024 at once through its client.
 */
export async function* measure(): AsyncIterable<Measured> {
  const processes = new Processes()
  const redis = await startRedis()
  const locator = parsePeer(await processes.startProgram(new URL('./locator-process.ts', import.meta.url)))
  const networks = Array.from({ length: CONNECTIONS }, () => callerOf(locator))
  const clients = networks.map((network) => createClient(LocatorService, network.rpc(locator.address)))
  const signers = Array.from({ length: KEYS }, () => signerFromPrivateKey(systemRandom.bytes(32)))
  try {
    const announced: number[] = []
    const single: number[] = []
    const set: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const batches = inBatches(await recordsOf(signers, 2 * round), PER_CALL)
      announced.push(
        await perSecond(RECORDS_PER_ROUND, batches, CONNECTIONS * AT_ONCE, async (records, at) => {
          const { outcomes } = await clients[at % CONNECTIONS]!.announceMany({ records })
          if (outcomes.some(({ error }) => error)) throw new Error('a record was refused')
        }),
      )
      const few = (await recordsOf(signers, 2 * round + 1)).slice(0, RECORDS_PER_ROUND / 4)
      single.push(
        await perSecond(few.length, few, CONNECTIONS * 32, (record, at) => clients[at % CONNECTIONS]!.announce(record)),
      )
      if (redis) {
        const texts = batches
          .flat()
          .map((record) => [record.address, JSON.stringify({ ...record, sequence: 1 }, plain)] as const)
        set.push(await perSecond(texts.length, texts, 1024, ([key, value]) => redis.set(key, value)))
      }
    }
    const singles = { unit: 'records/s', better: 'higher', n: (ROUNDS * RECORDS_PER_ROUND) / 4 } as const
    yield alone({ name: 'locator.announce.single', value: median(single), ...singles })
    yield figureOf('locator.announce', median(announced), 'records/s', ROUNDS * RECORDS_PER_ROUND, 'Redis SET', set)

    const resolved: number[] = []
    const each: number[] = []
    const got: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const addresses = Array.from({ length: LOOKUPS_PER_ROUND }, (_, at) => signers[(at * 7) % KEYS]!.address)
      resolved.push(
        await perSecond(addresses.length, inBatches(addresses, PER_CALL), CONNECTIONS * AT_ONCE, async (batch, at) => {
          const { records } = await clients[at % CONNECTIONS]!.resolveMany({ addresses: batch })
          if (records.length !== batch.length) throw new Error('an address is not known')
        }),
      )
      const few = addresses.slice(0, LOOKUPS_PER_ROUND / 6)
      each.push(
        await perSecond(few.length, few, CONNECTIONS * 32, (address, at) =>
          clients[at % CONNECTIONS]!.resolve({ address }),
        ),
      )
      if (redis) got.push(await perSecond(addresses.length, addresses, 1024, (address) => redis.get(address)))
    }
    const lookups = { unit: 'lookups/s', better: 'higher', n: (ROUNDS * LOOKUPS_PER_ROUND) / 6 } as const
    yield alone({ name: 'locator.resolve.single', value: median(each), ...lookups })
    yield figureOf('locator.resolve', median(resolved), 'lookups/s', ROUNDS * LOOKUPS_PER_ROUND, 'Redis GET', got)
  } finally {
    await redis?.end()
    await Promise.all(networks.map((network) => network.close()))
    await processes.end()
  }
}

function figureOf(
  name: 'locator.announce' | 'locator.resolve',
  value: number,
  unit: string,
  n: number,
  peer: string,
  peerValues: readonly number[],
): Measured {
  const figure = { name, value, unit, better: 'higher', n } as const
  return peerValues.length === 0 ? alone(figure) : beside(figure, peer, median(peerValues))
}

function callerOf(locator: Peer): PeerNetwork {
  const signer = signerFromPrivateKey(systemRandom.bytes(32))
  return new PeerNetwork({
    signer,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    resolve: pinned([locator]),
  })
}

/** Each key announces once a round, so that none overtakes itself on another connection. */
function recordsOf(signers: readonly Signer[], sequence: number): Promise<EndpointRecord[]> {
  return Promise.all(
    Array.from({ length: RECORDS_PER_ROUND }, async (_, at) =>
      endpointRecordToMessage(
        await signRecord(signers[at]!, {
          endpoints: ['192.0.2.1:15010', '[2001:db8::1]:15010'],
          sequence: BigInt(sequence),
          expiresAtSeconds: BigInt(nowSeconds(systemClock)) + 600n,
        }),
      ),
    ),
  )
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}

/** How many of `count` things a second, when `work` goes through the items, so many at once. */
async function perSecond<Item>(
  count: number,
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, at: number) => Promise<unknown>,
): Promise<number> {
  const startMs = systemClock.monotonicMs()
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) await work(items[at]!, at)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return (count * 1000) / (systemClock.monotonicMs() - startMs)
}
