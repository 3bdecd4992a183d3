import { nowSeconds, silentLogger, VirtualClock } from '@sonm/common'
import type { Address, Signer } from '@sonm/model'
import { formatPeer, type Peer } from '@sonm/network'
import { expect, test } from 'vitest'
import { openNodeStore } from '../store.ts'
import { fakeHub, testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, master, otherHub, startNode } from '../testing/world.ts'
import { HubLocators } from './hub-locators.ts'

test('the locators of an ask are told at once and again after a restart, the newest ones, and what is no peer is left out', async () => {
  const store = await openNodeStore(':memory:')
  const told = new Map<Address, readonly Peer[]>()
  const learn = (hub: Address, locators: readonly Peer[]) => void told.set(hub, locators)
  const domain = { chainId: 1, market: testSigner(8).address }
  const clock = new VirtualClock()
  const naming = (...locators: string[]) => testAsk(domain, hub, clock, { locators })
  const parts = { store, learn, clock, logger: silentLogger, masterOf: async () => master }
  const book = new HubLocators(parts)
  await book.tried(await naming('nonsense'))
  expect(told.size).toBe(0)
  await book.tried(await naming(formatPeer(peerAt(1))))
  await book.tried(await naming('nonsense', formatPeer(peerAt(2))))
  expect([...told]).toEqual([[hub.address, [peerAt(2)]]])
  told.clear()
  await new HubLocators(parts).restore()
  expect([...told]).toEqual([[hub.address, [peerAt(2)]]])
  await store.destroy()
})

test('a hub that only the locator of its own ask knows is found, and the deal is made', async () => {
  const world = createWorld()
  const { clock, domain, network } = world
  const locators = [formatPeer({ address: testSigner(9).address, endpoint: { host: 'a.example', port: 1 } })]
  world.offer([await testAsk(domain, hub, clock, { locators })])
  const found = fakeHub(domain, hub, clock, (counterparty) =>
    testAsk(domain, hub, clock, { counterparty, locators, nonce: 2n }),
  )
  const { deals } = await startNode(world, {
    learnLocators: (address, own) => {
      if (own.length === 1) network.add(address, found.routes)
    },
  })
  const { deal: status } = await deals.openDeal({ requirements: {} })
  expect(status?.deal?.hub).toBe(hub.address)
})

/** A node's memory of what hubs of these suppliers name, and what it has told. */
async function createMemory(masterOf: (hub: Address) => Address | undefined | 'unknown') {
  const clock = new VirtualClock()
  const store = await openNodeStore(':memory:')
  const told = new Map<Address, readonly Peer[]>()
  const book = new HubLocators({
    store,
    clock,
    logger: silentLogger,
    masterOf: async (hub) => masterOf(hub),
    learn: (...pair) => void told.set(...pair),
  })
  const domain = { chainId: 1, market: testSigner(8).address }
  const ask = (key: Signer, port: number, expiresInSeconds = 300) =>
    testAsk(domain, key, clock, {
      locators: [formatPeer(peerAt(port))],
      expiresAtSeconds: BigInt(nowSeconds(clock) + expiresInSeconds),
    })
  return { clock, store, book, ask, portOf: ({ address }: Signer) => told.get(address)?.[0]?.endpoint.port, told }
}

const peerAt = (port: number): Peer => ({ address: testSigner(9).address, endpoint: { host: 'a.example', port } })

test('of what marketplaces show the newest ask counts in whichever order they show it, and what has expired does not', async () => {
  const { clock, book, ask, portOf } = await createMemory(() => master)
  const [older, newer] = [await ask(hub, 1, 300), await ask(hub, 2, 400)]
  await book.seen([newer, older])
  expect(portOf(hub)).toBe(2)
  await book.seen([older])
  expect(portOf(hub)).toBe(2)
  await clock.advance(401_000)
  await book.seen([newer])
  expect(portOf(hub)).toBe(2)
  await book.seen([await ask(hub, 3, 10)])
  expect(portOf(hub)).toBe(3)
})

test('a hub that the chain does not know makes nothing be noted', async () => {
  for (const answer of [undefined, 'unknown'] as const) {
    const { book, ask, told } = await createMemory(() => answer)
    await book.seen([await ask(hub, 1)])
    expect(told.size).toBe(0)
  }
})

test('of one supplier so many hubs are noted and no more, in nobody else’s way, until their asks have expired', async () => {
  const { clock, book, ask, told, portOf, store } = await createMemory((address) =>
    address === hub.address ? master : testSigner(6).address,
  )
  const crowd = Array.from({ length: 101 }, (_, at) => testSigner(1_000 + at))
  for (const key of crowd) await book.seen([await ask(key, 1)])
  expect(told.size).toBe(100)
  await book.seen([await ask(hub, 2)])
  expect(portOf(hub)).toBe(2)
  // One that is dealt with is always noted.
  await book.tried(await ask(crowd[100]!, 3))
  expect(portOf(crowd[100]!)).toBe(3)
  expect(await store.selectFrom('hub_locators').select('hub').execute()).toEqual([{ hub: crowd[100]!.address }])
  await clock.advance(301_000)
  await book.seen([await ask(testSigner(2_000), 4)])
  expect(portOf(testSigner(2_000))).toBe(4)
})

test('what a hub that was tried says later is kept too', async () => {
  const { store, book, ask } = await createMemory(() => master)
  await book.tried(await ask(hub, 1))
  await book.seen([await ask(hub, 2, 400), await ask(otherHub, 3)])
  const rows = await store.selectFrom('hub_locators').selectAll().execute()
  expect(rows).toEqual([{ hub: hub.address, locators: JSON.stringify([formatPeer(peerAt(2))]) }])
})
