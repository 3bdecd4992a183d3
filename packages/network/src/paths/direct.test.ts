import { createServer, type Socket } from 'node:net'
import { signerFromPrivateKey } from '@sonm/model'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { pathCompliance } from '../testing/path-compliance.ts'
import { directPath } from './direct.ts'
import { pinned } from './peer.ts'

const [reachable, unreachable, unknown] = [1, 2, 3].map(
  (byte) => signerFromPrivateKey(new Uint8Array(32).fill(byte)).address,
) as [`0x${string}`, `0x${string}`, `0x${string}`]

pathCompliance('direct', async () => {
  const waiting: ((socket: Socket) => void)[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    waiting.shift()?.(socket)
  })
  const endpoint = await listenOn(server, '127.0.0.1', 0)
  const unused = createServer()
  const closedEndpoint = await listenOn(unused, '127.0.0.1', 0)
  await closeServer(unused)
  return {
    path: directPath(
      pinned([
        { address: reachable, endpoint },
        { address: unreachable, endpoint: closedEndpoint },
      ]),
    ),
    reachable,
    unreachable,
    unknown,
    accepted: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      const closed = closeServer(server)
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
})

test('a record with very many endpoints does not make the caller a port scanner', async () => {
  const many = Array.from({ length: 1000 }, (_, at) => ({ host: '192.0.2.1', port: at + 1 }))
  expect(await directPath(async () => many).routes(unknown)).toHaveLength(limits.dialMaxEndpoints)
})
