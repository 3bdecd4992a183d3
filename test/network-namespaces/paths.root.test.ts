import { sleep, systemClock } from '@sonm/common'
import { type Address, signerFromPrivateKey } from '@sonm/model'
import type { MeasuredPath, PathKind, TracedPath } from '@sonm/network'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../e2e/town.ts'
import { type Host, Internet, publicAddress } from './namespaces.ts'
import { nat } from './nat.ts'
import { type Counted, PeerProcess } from './peer-process.ts'
import type { PeerSetUp } from './peer-words.ts'

const PARTITION_MS = 60_000
const PORT = 15_010
const addressOf = (key: number): Address => signerFromPrivateKey(new Uint8Array(32).fill(key)).address
const relayAt = (key: number, number: number) => `${addressOf(key)}@${publicAddress(number)}:${PORT}`

const internet = new Internet()
const started: PeerProcess[] = []

async function start(host: Host, setUp: PeerSetUp): Promise<PeerProcess> {
  const process = await PeerProcess.start(host, setUp)
  started.push(process)
  return process
}

/** A relay that can be killed and started again. */
interface StartedRelay {
  readonly name: string
  readonly host: Host
  readonly setUp: PeerSetUp
  process: PeerProcess
}

/** A relay with a locator, on a public host. */
async function startRelay(key: number, number: number): Promise<StartedRelay> {
  const host = internet.publicHost(`relay${key}`, number)
  const setUp: PeerSetUp = { key, does: 'relay', relays: [] }
  return { name: relayAt(key, number), host, setUp, process: await start(host, setUp) }
}

let relays: readonly string[]

beforeAll(async () => {
  const both = await Promise.all([startRelay(1, 11), startRelay(2, 12)])
  relays = both.map(({ name }) => name)
})

afterAll(async () => {
  await Promise.all(started.map((process) => process.kill()))
  internet.remove()
})

let keys = 30
/** A supplier and a buyer, each on the host that is given. */
async function pair(
  supplierHost: Host,
  buyerHost: Host,
  options: { relays?: readonly string[]; gateway?: string } = {},
) {
  const [supplierKey, buyerKey] = [keys++, keys++]
  const setUp = { relays, ...options }
  const [, buyer] = await Promise.all([
    start(supplierHost, { ...setUp, key: supplierKey, does: 'supply' }),
    start(buyerHost, { relays: setUp.relays, key: buyerKey, does: 'buy' }),
  ])
  return { buyer, hub: addressOf(supplierKey) }
}

function show(topology: string, { path, via, roundTripUs, tried }: MeasuredPath): void {
  const besides = tried.map((way) => `not ${way.kind} ${way.label}: ${way.reason}`)
  console.log([`${topology}: ${path}, ${via}, ${roundTripUs} us`, ...besides].join('\n  '))
}

/** Waits for the path that this topology gets, shows it, and reaches the task's port by it. */
async function settles(topology: string, buyer: PeerProcess, hub: Address, path: PathKind): Promise<MeasuredPath> {
  const isSettled = ({ path: now, tried }: MeasuredPath) =>
    now === path && (path !== 'relayed' || tried.some(({ kind }) => kind === 'punched'))
  const measured = await until(() => buyer.ping(hub), isSettled, `${topology} is reached ${path}`)
  show(topology, measured)
  expect(await buyer.tunnel(hub, 1 << 20)).toBe(1 << 20)
  return measured
}

/** What was subscribed to goes on from where it was: nothing is left out and nothing comes twice. */
async function goesOn(buyer: PeerProcess): Promise<Counted> {
  const { last } = await buyer.counted()
  const isFurther = (counted: Counted) => counted.last > last + 2
  const counted = await until(() => buyer.counted(), isFurther, 'the subscription goes on')
  expect(counted.whole).toBe(true)
  return counted
}

/** The subscription has broken once more. */
async function isLost(buyer: PeerProcess, before: Counted): Promise<void> {
  await until(
    () => buyer.counted(),
    ({ losses }) => losses > before.losses,
    'the loss is noticed',
  )
}

/** A subscription that begins on the first path, and is not lost when a better one is found. */
async function reaches(topology: string, buyer: PeerProcess, hub: Address, path: PathKind): Promise<MeasuredPath> {
  await buyer.subscribe(hub)
  const { losses } = await goesOn(buyer)
  const measured = await settles(topology, buyer, hub, path)
  expect((await goesOn(buyer)).losses).toBe(losses)
  return measured
}

test.concurrent('both public: direct', async () => {
  const { buyer, hub } = await pair(internet.publicHost('s1', 21), internet.publicHost('b1', 22))
  await reaches('both public', buyer, hub, 'direct')
})

test.concurrent('the supplier behind a NAT: punched', async () => {
  const { buyer, hub } = await pair(nat(internet, 's2', 'port-restricted', 23).inside, internet.publicHost('b2', 24))
  await reaches('supplier behind a NAT', buyer, hub, 'punched')
})

test.concurrent('both behind port-restricted NATs: punched', async () => {
  const { inside: supplier } = nat(internet, 's3', 'port-restricted', 25)
  const { buyer, hub } = await pair(supplier, nat(internet, 'b3', 'port-restricted', 26).inside)
  await reaches('both behind port-restricted NATs', buyer, hub, 'punched')
})

test.concurrent('a symmetric NAT on one side or both: relayed', async () => {
  const { inside: supplier } = nat(internet, 's4', 'symmetric', 27)
  const { buyer, hub } = await pair(supplier, nat(internet, 'b4', 'port-restricted', 28).inside)
  await reaches('supplier behind a symmetric NAT', buyer, hub, 'relayed')
  const other = await start(nat(internet, 'b5', 'symmetric', 29).inside, { key: keys++, does: 'buy', relays })
  await reaches('both behind symmetric NATs', other, hub, 'relayed')
})

test.concurrent('a NAT that gets another address: the subscription goes on, by a path through the new one', async () => {
  const { inside: supplier } = nat(internet, 's6', 'port-restricted', 30)
  const behind = nat(internet, 'b6', 'port-restricted', 31)
  const { buyer, hub } = await pair(supplier, behind.inside)
  await reaches('before the NAT rebinds', buyer, hub, 'punched')
  const before = await buyer.counted()
  behind.rebind(32)
  await isLost(buyer, before)
  await goesOn(buyer)
  await settles('after the NAT rebinds', buyer, hub, 'punched')
})

test.concurrent('a relay that is killed in the middle of a stream: another carries on, and it is used again when it is back', async () => {
  const own = await Promise.all([startRelay(3, 13), startRelay(4, 14)])
  const { inside: supplier } = nat(internet, 's7', 'symmetric', 33)
  const options = { relays: own.map(({ name }) => name) }
  const { buyer, hub } = await pair(supplier, nat(internet, 'b7', 'symmetric', 34).inside, options)
  const { via } = await reaches('before the relay is killed', buyer, hub, 'relayed')
  const killed = own.find(({ name }) => via === `relay:${name}`)!
  const before = await buyer.counted()
  await killed.process.kill()
  await isLost(buyer, before)
  await goesOn(buyer)
  const after = await settles('after the relay is killed', buyer, hub, 'relayed')
  expect(after.via).not.toBe(via)
  killed.process = await start(killed.host, killed.setUp)
  const isBack = (paths: readonly TracedPath[]) => paths.some((path) => path.via === via && path.reached)
  await until(() => buyer.trace(hub), isBack, 'the relay leads to the hub again')
})

test.concurrent('a hub that gets another address is found there', async () => {
  const host = internet.publicHost('s8', 35)
  const { buyer, hub } = await pair(host, internet.publicHost('b8', 36))
  await reaches('before the address changes', buyer, hub, 'direct')
  const before = await buyer.counted()
  host.run('ip addr flush dev wan')
  host.run(`ip addr add ${publicAddress(37)}/24 dev wan`)
  await isLost(buyer, before)
  await goesOn(buyer)
  const { via } = await settles('after the address changes', buyer, hub, 'direct')
  expect(via).toBe(`${publicAddress(37)}:${PORT}`)
})

test.concurrent('a partition of 60 s: the subscription goes on afterwards', async () => {
  const host = internet.publicHost('s9', 38)
  const { buyer, hub } = await pair(host, internet.publicHost('b9', 39))
  await reaches('before the partition', buyer, hub, 'direct')
  const before = await buyer.counted()
  for (const chain of ['INPUT', 'OUTPUT']) host.run(`iptables -A ${chain} -j DROP`)
  await isLost(buyer, before)
  const { last } = await buyer.counted()
  await sleep(systemClock, PARTITION_MS)
  expect((await buyer.counted()).last).toBe(last)
  for (const chain of ['INPUT', 'OUTPUT']) host.run(`iptables -D ${chain} -j DROP`)
  await goesOn(buyer)
  await settles('after the partition', buyer, hub, 'direct')
})
