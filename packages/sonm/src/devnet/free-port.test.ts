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

test('any free port is one that no outgoing connection is given', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort('127.0.0.1', 0)))
  expect(Math.max(...ports)).toBeLessThan(32_000)
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(16_000)
})

test('a port that was found is free to listen on', async () => {
  const server = createServer().listen(await freePort('127.0.0.1', 0), '127.0.0.1')
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
})
