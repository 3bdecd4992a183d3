import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from './free-port.ts'

test('the preferred port while it is free, another one while somebody listens on it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const taken = typeof address === 'object' ? address!.port : 0

  const other = await freePort('127.0.0.1', taken)
  expect(other).not.toBe(taken)
  expect(other).toBeGreaterThan(0)

  server.close()
  await once(server, 'close')
  expect(await freePort('127.0.0.1', taken)).toBe(taken)
})

test('a port that was found is free to listen on', async () => {
  const server = createServer().listen(await freePort('127.0.0.1', 0), '127.0.0.1')
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
})
