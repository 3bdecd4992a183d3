import { type Address, signerFromPrivateKey } from '@sonm/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../e2e/town.ts'
import { type Host, Internet, publicAddress } from './namespaces.ts'
import { type Nat, nat } from './nat.ts'
import { PeerProcess } from './peer-process.ts'

const KEYS = { relay1: 1, relay2: 2, supplier: 10, buyer: 20 } as const
const PARTITION_MS = 60_000
const addressOf = (key: number): Address => signerFromPrivateKey(new Uint8Array(32).fill(key)).address
const relayAt = (key: number, number: number) => `${addressOf(key)}@${publicAddress(number)}:15010`
const relays = [relayAt(KEYS.relay1, 11), relayAt(KEYS.relay2, 12)]

const internet = new Internet()
const started: PeerProcess[] = []
const relayHosts = [internet.publicHost('relay1', 11), internet.publicHost('relay2', 12)] as const
const running: PeerProcess[] = []

async function peer(host: Host, key: number, does: 'relay' | 'supply' | 'buy', gateway?: string): Promise<PeerProcess> {
  const process = await PeerProcess.start(host, { key, does, relays, ...(gateway && { gateway }) })
  started.push(process)
  return process
}

beforeAll(async () => {
  running.push(
    ...(await Promise.all([peer(relayHosts[0], KEYS.relay1, 'relay'), peer(relayHosts[1], KEYS.relay2, 'relay')])),
  )
})

afterAll(async () => {
  await Promise.all(started.map((process) => process.kill()))
  internet.remove()
})

let keys = 30
/** A supplier and a buyer, each on the host that is given. */
async function pair(supplierHost: Host, buyerHost: Host) {
  const [supplierKey, buyerKey] = [keys++, keys++]
  const supplier = await peer(supplierHost, supplierKey, 'supply')
  const buyer = await peer(buyerHost, buyerKey, 'buy')
  return { supplier, buyer, hub: addressOf(supplierKey), supplierKey }
}

function show(topology: string, { path, via, roundTripUs, tried }: Awaited<ReturnType<PeerProcess['ping']>>): void {
  const besides = tried.map((way) => `not ${way.kind} ${way.label}: ${way.reason}`)
  console.log([`${topology}: ${path}, ${via}, ${roundTripUs} us`, ...besides].join('\n  '))
}

/** Reaches the hub's task, waits for the path that this topology gets, and shows it. */
async function reaches(topology: string, buyer: PeerProcess, hub: Address, path: 'direct' | 'punched' | 'relayed') {
  await buyer.subscribe(hub)
  await until(
    () => buyer.counted(),
    ({ last }) => last >= 2,
    'the subscription runs',
  )
  const settled = ({ path: now, tried }: Awaited<ReturnType<PeerProcess['ping']>>) =>
    now === path && (path !== 'relayed' || tried.some(({ kind }) => kind === 'punched'))
  const measured = await until(() => buyer.ping(hub), settled, `${topology} is reached ${path}`)
  show(topology, measured)
  expect(await buyer.tunnel(hub, 1 << 20)).toBe(1 << 20)
  const { last } = await buyer.counted()
  // The subscription began on the first path and was not lost when a better one was found.
  await until(
    () => buyer.counted(),
    (counted) => counted.last > last,
    'the subscription goes on',
  )
  expect(await buyer.counted()).toMatchObject({ losses: 0, whole: true })
}

test('both public: direct', async () => {
  const { buyer, hub } = await pair(internet.publicHost('s1', 21), internet.publicHost('b1', 22))
  await reaches('both public', buyer, hub, 'direct')
})

test('the supplier behind a NAT: punched', async () => {
  const { buyer, hub } = await pair(nat(internet, 's2', 'port-restricted', 23).inside, internet.publicHost('b2', 24))
  await reaches('supplier behind a NAT', buyer, hub, 'punched')
})

test('both behind port-restricted NATs: punched', async () => {
  const { buyer, hub } = await pair(
    nat(internet, 's3', 'port-restricted', 25).inside,
    nat(internet, 'b3', 'port-restricted', 26).inside,
  )
  await reaches('both behind port-restricted NATs', buyer, hub, 'punched')
})
