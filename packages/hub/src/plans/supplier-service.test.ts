import { createClient } from '@connectrpc/connect'
import { seededRandom, VirtualClock } from '@sonm/common'
import type { Address } from '@sonm/model'
import { createMemoryNet } from '@sonm/network/testing'
import { SupplierService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { type SupplierParts, supplierService } from './supplier-service.ts'

const [HUB, MASTER, STRANGER] = ['10', '20', '30'].map((byte) => `0x${byte.repeat(20)}`) as [Address, Address, Address]
const standing = {
  endpoints: ['192.0.2.7:15010'],
  relays: [{ relay: `${STRANGER}@192.0.2.1:15022`, reserved: true }],
  mappedEndpoint: '203.0.113.5:15010',
}

test('how others reach a hub is told to its supplier, and to nobody else', async () => {
  const net = createMemoryNet({ clock: new VirtualClock(), random: seededRandom(1), onUnexpected: () => {} })
  const parts = { hub: HUB, master: { confirmed: async () => MASTER }, networkStanding: async () => standing }
  net
    .join(HUB)
    .serve({ routes: (router) => router.service(SupplierService, supplierService(parts as unknown as SupplierParts)) })
  const ask = (caller: Address) => createClient(SupplierService, net.join(caller).rpc(HUB)).getNetworkStatus({})
  expect(await ask(MASTER)).toMatchObject({ address: HUB, ...standing })
  await expect(ask(STRANGER)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
})
