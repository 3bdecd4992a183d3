import { expect, test } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { lookAtNetwork } from './look-at-network.ts'

const MARKETPLACE = `0x${'40'.repeat(20)}`
const services = { marketplaces: [`${MARKETPLACE}@127.0.0.1:15021`], locators: [], relays: [] }

test('a marketplace that answers is shown as connected, also by a node that had no reason to ask it before', async () => {
  const peers: object[] = []
  const ask = async () => {
    await Promise.resolve()
    if (peers.length === 0) peers.push({ address: MARKETPLACE, path: 'direct', via: '127.0.0.1:15021' })
    return { marketplaces: [{ address: MARKETPLACE }], offers: [] }
  }
  const api = {
    network: { getNetworkStatus: async () => ({ peers: [...peers] }) },
    bids: { listMarketplaces: ask },
    market: { search: ask },
    deals: { listDeals: async () => ({ deals: [] }) },
  } as unknown as NodeApi
  const { status, roles } = await lookAtNetwork(api, services, '')
  expect(status.peers).toMatchObject([{ address: MARKETPLACE }])
  expect(roles.get(MARKETPLACE)).toBe('marketplace')
})

test('of a hub no marketplace is asked, and who its peers are is no reason to fail', async () => {
  const api = {
    network: { getNetworkStatus: async ({ hub }: { hub: string }) => ({ address: hub, peers: [] }) },
    supply: { listWorkers: () => Promise.reject(new Error('no')) },
  } as unknown as NodeApi
  const hub = `0x${'20'.repeat(20)}`
  const { status, roles, marketplaces } = await lookAtNetwork(api, services, hub)
  expect([status.address, roles.size, marketplaces]).toEqual([hub, 0, []])
})
