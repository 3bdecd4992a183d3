import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { createClient } from '@connectrpc/connect'
import { VirtualClock } from '@sonm/common'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PeerNetwork } from '../peer-network.ts'
import { EchoService } from '../testing/echo-service.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { AddressWatch } from './address-watch.ts'

const [caller, hub] = [testSigner(1), testSigner(2)]
const value = new Uint8Array()

let peers: LoopbackPeers
let network: PeerNetwork
beforeEach(async () => {
  peers = new LoopbackPeers()
  network = await peers.add({ signer: caller })
  const routes = { unary: (request: { value: Uint8Array }) => request }
  await peers.add({
    signer: hub,
    handlers: {
      routes: (router) => router.service(EchoService, routes),
      onTunnel: async (tunnel) => void tunnel.accept().resume(),
    },
  })
})
afterEach(() => peers.close())

async function watched() {
  const clock = new VirtualClock()
  let addresses = ['127.0.0.1']
  let changes = 0
  const onChange = () => void changes++
  const watch = new AddressWatch({ network, addresses: () => addresses, clock, onChange })
  await watch.start()
  return {
    watch,
    changes: () => changes,
    async move(...to: string[]) {
      addresses = to
      await clock.advance(2_000)
    },
  }
}

const openTunnel = (): Promise<Duplex> => network.openTunnel(hub.address, { protocol: 'any', payload: value })

test('what was connected from an address that is gone ends at once, and is connected anew', async () => {
  const client = createClient(EchoService, network.rpc(hub.address))
  await client.unary({ value })
  const tunnel = await openTunnel()
  const { move, changes } = await watched()
  const closed = once(tunnel, 'close')
  await move('192.0.2.7')
  await closed
  expect(changes()).toBe(1)
  expect(network.paths().size).toBe(0)
  expect(await client.unary({ value })).toEqual(expect.objectContaining({ value }))
})

test('what was connected from an address that is still there stays', async () => {
  await createClient(EchoService, network.rpc(hub.address)).unary({ value })
  const tunnel = await openTunnel()
  const { move, changes } = await watched()
  await move('192.0.2.7', '127.0.0.1')
  expect(changes()).toBe(1)
  expect(network.paths().size).toBe(1)
  expect(tunnel.destroyed).toBe(false)
  await move('192.0.2.7', '127.0.0.1')
  expect(changes()).toBe(1)
})

test('the link-local address of a container that starts is no other network', async () => {
  const { move, changes } = await watched()
  await move('127.0.0.1', 'fe80::42:acff:fe11:2')
  expect(changes()).toBe(0)
})

test('nobody looks any more when it has stopped', async () => {
  const { watch, move, changes } = await watched()
  await watch.stop()
  await move('192.0.2.7')
  expect(changes()).toBe(0)
})
