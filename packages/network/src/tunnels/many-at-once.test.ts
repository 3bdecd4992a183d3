import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { forwardPort } from './forward.ts'

const [buyer, hub] = [1, 2].map(testSigner)
const tunnel = { protocol: 'any', payload: new Uint8Array() }
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

test('no more tunnels are dialled at once than so many, and the next when one has been', async () => {
  const came: Socket[] = []
  const silent = createServer((socket) => came.push(socket.on('error', () => {})))
  const peers = new LoopbackPeers()
  peers.place(hub!.address, await listenOn(silent, '127.0.0.1', 0))
  cleanups.push(async () => {
    for (const socket of came) socket.destroy()
    await Promise.all([peers.close(), closeServer(silent)])
  })
  const network = await peers.add({ signer: buyer! })
  const opened = Array.from({ length: limits.tunnelDialsAtOnce + 1 }, () => network.openTunnel(hub!.address, tunnel))
  const ended = Promise.allSettled(opened)
  await expect.poll(() => came.length).toBe(limits.tunnelDialsAtOnce)
  came[0]!.destroy()
  await expect.poll(() => came.length).toBe(limits.tunnelDialsAtOnce + 1)
  await network.close()
  await ended
})

test('of one forwarded port so many tunnels are opened at once, and for whom no turn has come when it is closed none is', async () => {
  const opening: ((error: Error) => void)[] = []
  const forward = await forwardPort({
    listenHost: '127.0.0.1',
    listenPort: 0,
    open: () => new Promise((_, reject) => opening.push(reject)),
    onError: () => {},
  })
  const most = limits.tunnelsOpenedPerPort
  const sockets = Array.from({ length: most + 2 }, () => connect(forward.port, forward.host).on('error', () => {}))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  await expect.poll(() => opening.length).toBe(most)
  opening[0]!(new Error('refused'))
  await expect.poll(() => opening.length).toBe(most + 1)
  await forward.close()
  for (const fail of opening) fail(new Error('refused'))
  await Promise.all(sockets.map((socket) => socket.closed || once(socket.resume(), 'close')))
  expect(opening).toHaveLength(most + 1)
})
