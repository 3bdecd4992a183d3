import { fail } from '@sonm/model'
import { formatPeer } from '@sonm/network'
import { expect, test } from 'vitest'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, otherHub, startNode } from '../testing/world.ts'

const peer = { address: testSigner(9).address, endpoint: { host: 'a.example', port: 1 } }

/** Every locator of the buyer's is dead: a hub is reached once its own is known. */
async function createLostWorld() {
  const world = createWorld()
  const { clock, domain, network } = world
  const locators = [formatPeer(peer)]
  world.offer([await testAsk(domain, hub, clock, { locators }), await testAsk(domain, otherHub, clock)])
  const learnt: string[] = []
  const node = await startNode(world, {
    learnLocators: (address) => {
      learnt.push(address)
      network.add(address, () => {})
    },
    trace: async (address) => {
      await network.ping(address)
      return [{ path: 'direct', via: 'a.example:15010', reached: true, connectUs: 1, roundTripUs: 1, reason: '' }]
    },
  })
  return { ...node, world, learnt }
}

test('a search by latency finds the hub that only the locator of its ask knows', async () => {
  const { market, node } = await createLostWorld()
  const { offers } = await market.search({ query: 'latency<30ms' })
  expect(offers.map(({ order }) => order?.order?.author)).toEqual([hub.address])
  await node.stop()
})

test('a ping and a trace reach the hub that only the locator of its ask knows', async () => {
  for (const reach of ['ping', 'trace'] as const) {
    const { network, node, learnt } = await createLostWorld()
    await network[reach]({ address: hub.address })
    expect(learnt).toContain(hub.address)
    await node.stop()
  }
})

test('whoever is in no market, or names no locator, is not reached, and the reason is the first one', async () => {
  const { network, node, world } = await createLostWorld()
  const unreachable = expect.objectContaining({ code: 'PEER_UNREACHABLE' })
  for (const address of [otherHub.address, testSigner(77).address]) {
    await expect(network.ping({ address })).rejects.toEqual(unreachable)
    await expect(network.trace({ address })).rejects.toEqual(unreachable)
  }
  world.network.rpc = () => {
    throw fail('PEER_UNREACHABLE', { address: hub.address, reason: 'it is gone' })
  }
  await expect(network.ping({ address: testSigner(77).address })).rejects.toEqual(unreachable)
  await node.stop()
})
