import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { sentence } from './dial-log.ts'
import { closeServer, listenOn } from './listen.ts'

test('junk in place of TLS is told in words, not in those of a library', async () => {
  const server = createServer(
    (socket) =>
      void socket
        .on('error', () => {})
        .resume()
        .end('x'.repeat(1_000)),
  )
  const { port } = await listenOn(server, '127.0.0.1', 0)
  const [error] = await once(connect({ host: '127.0.0.1', port }), 'error').catch((error: unknown) => [error])
  expect(sentence(error)).toBe('what answers there speaks no TLS of ours')
  await closeServer(server)
})
