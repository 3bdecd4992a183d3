import { VirtualClock } from '@sonm/common'
import type { Address } from '@sonm/model'
import { formatPeer, type Peer } from '@sonm/network'
import { expect, test } from 'vitest'
import { openNodeStore } from '../store.ts'
import { fakeHub, testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, master, startNode } from '../testing/world.ts'
import { HubLocators } from './hub-locators.ts'

test('the locators of an ask are told at once and again after a restart, the newest ones, and what is no peer is left out', async () => {
  const store = await openNodeStore(':memory:')
  const told = new Map<Address, readonly Peer[]>()
  const learn = (hub: Address, locators: readonly Peer[]) => void told.set(hub, locators)
  const peerAt = (port: number): Peer => ({ address: testSigner(9).address, endpoint: { host: 'a.example', port } })
  const domain = { chainId: 1, market: testSigner(8).address }
  const clock = new VirtualClock()
  const naming = (...locators: string[]) => testAsk(domain, hub, clock, { locators })
  const parts = { store, learn, clock, masterOf: async () => master }
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
