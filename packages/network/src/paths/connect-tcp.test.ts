import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { closeServer, listenOn } from '../links/listen.ts'
import { connectTcp } from './connect-tcp.ts'

test('a port that was asked for as a free one is connected from again, though we closed first', async () => {
  const { signal } = new AbortController()
  const servers = [createServer(), createServer()]
  const [one, other] = await Promise.all(servers.map((server) => listenOn(server, '127.0.0.1', 0)))
  const first = await connectTcp(one!, signal, { localPort: 0 })
  const localPort = first.localPort!
  first.end().resume()
  await once(first, 'close')
  const again = await connectTcp(other!, signal, { localPort })
  expect(again.localPort).toBe(localPort)
  again.destroy()
  await Promise.all(servers.map(closeServer))
})
