import { once } from 'node:events'
import { connect } from 'node:http2'
import type { DescMethod } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { fail } from '@sonm/model'
import { afterEach, expect, test } from 'vitest'
import { createCertificate } from '../identity/certificate.ts'
import { limits } from '../limits.ts'
import { serveLoopback } from '../loopback/serve.ts'
import type { PeerHandlers } from '../network.ts'
import { EchoService } from '../testing/echo-service.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { STOCK_FORMS, stockTransport } from '../testing/stock-transport.ts'

const caller = testSigner(1)
const served = testSigner(2)
/** A BytesValue begins with a byte of field and three of length, and a gRPC message with five. */
const FRAME = 4
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const ways = ['ours', ...STOCK_FORMS] as const

async function calling(way: (typeof ways)[number], handlers: Omit<PeerHandlers, 'routes'> = {}) {
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  let handled = 0
  const routes: PeerHandlers['routes'] = (router) =>
    router.service(EchoService, {
      unary() {
        handled++
        return {}
      },
      async *stream() {
        handled++
        yield {}
      },
    })
  await peers.add({ signer: served, handlers: { ...handlers, routes } })
  const transport = async () => {
    if (way === 'ours') return (await peers.add({ signer: caller })).rpc(served.address)
    const [endpoint] = await peers.resolve(served.address)
    return stockTransport(way, caller, endpoint!.port)
  }
  const client = createClient(EchoService, await transport())
  /** JSON carries three bytes in four, in quotes. */
  const value = (messageBytes: number) =>
    new Uint8Array(way === 'json' ? (messageBytes - (messageBytes % 4)) * 0.75 - 3 : messageBytes - FRAME)
  return { client, value, handled: () => handled }
}

const tooLarge = expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' })

test.each(ways)(
  '%s: a request of the default size is taken, and a larger one is refused before it is read',
  async (way) => {
    const { client, value, handled } = await calling(way)
    await client.unary({ value: value(limits.requestMaxBytes) })
    await expect(client.unary({ value: value(limits.requestMaxBytes + 8) })).rejects.toEqual(tooLarge)
    await expect(
      client
        .stream({ value: value(limits.requestMaxBytes + 8) })
        [Symbol.asyncIterator]()
        .next(),
    ).rejects.toEqual(tooLarge)
    expect(handled()).toBe(1)
  },
)

test.each(ways)('%s: a method takes as much as its service names, and the others no more for it', async (way) => {
  const requestMaxBytes = new Map([[EchoService.method.unary, 200_000]])
  const { client, value, handled } = await calling(way, { requestMaxBytes })
  await client.unary({ value: value(200_000) })
  await expect(client.unary({ value: value(200_008) })).rejects.toEqual(tooLarge)
  await expect(
    client
      .stream({ value: value(200_000) })
      [Symbol.asyncIterator]()
      .next(),
  ).rejects.toEqual(tooLarge)
  expect(handled()).toBe(1)
})

test.each(ways)('%s: nothing is read of a call that is not admitted', async (way) => {
  const asked: string[] = []
  const { client, value, handled } = await calling(way, {
    async admit(method) {
      asked.push(method.name)
      throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
    },
  })
  // Too large as well: who reads it would say so.
  const call = client.unary({ value: value(limits.requestMaxBytes + 8) })
  await expect(call).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  expect(asked).toEqual(['Unary'])
  expect(handled()).toBe(0)
})

test('of a program without the token nothing is read', async () => {
  const routes: PeerHandlers['routes'] = (router) => router.service(EchoService, { unary: () => ({}) })
  const server = await serveLoopback({
    requestMaxBytes: new Map(),
    routes,
    host: '127.0.0.1',
    port: 0,
    token: 'secret',
    clock: systemClock,
    logger: silentLogger,
  })
  cleanups.push(() => server.close())
  const session = connect(server.url)
  cleanups.push(() => session.destroy())
  const stream = session.request({
    ':method': 'POST',
    ':path': '/sonm.testing.EchoService/Unary',
    'content-type': 'application/json',
  })
  // A body without an end: an answer comes all the same.
  stream.write('"')
  const [response] = await once(stream, 'response')
  expect(response[':status']).toBe(401)
})

test.each(ways)(
  '%s: a method whose bytes somebody reads takes as much in every form, once those of the others were looked at',
  async (way) => {
    const unary = EchoService.method.unary as DescMethod
    const looked: string[] = []
    const { client, value, handled } = await calling(way, {
      requestMaxBytes: new Map([[unary, 200_000]]),
      bytes: new Map([[unary, async () => ({})]]),
      checks: new Map([
        [
          unary,
          (request, form) => {
            looked.push(form)
            expect(request.length).toBeLessThanOrEqual(200_000)
            // The first byte of content, which JSON has in base64.
            if (form === 'json' ? request[1] === 0x2f : request[FRAME] === 0xff)
              throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
          },
        ],
      ]),
    })
    const isLookedAt = way === 'json' || way === 'grpc'
    await client.unary({ value: value(200_000) })
    await expect(client.unary({ value: value(200_008) })).rejects.toEqual(tooLarge)
    expect(looked).toEqual(isLookedAt ? [way === 'json' ? 'json' : 'proto'] : [])
    const refused = client.unary({ value: value(100_000).fill(0xff) })
    if (isLookedAt) await expect(refused).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
    else await refused
    expect(handled()).toBe(isLookedAt ? 1 : 0)
  },
)

test('a form is known however its name is spelt: what is looked at is what is read', async () => {
  const unary = EchoService.method.unary as DescMethod
  const looked: string[] = []
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  const routes: PeerHandlers['routes'] = (router) => router.service(EchoService, { unary: () => ({}) })
  const checks: PeerHandlers['checks'] = new Map([[unary, (_, form) => void looked.push(form)]])
  await peers.add({ signer: served, handlers: { routes, checks } })
  const [endpoint] = await peers.resolve(served.address)
  const world = { signer: caller, clock: systemClock, random: systemRandom }
  const { certPem: cert, keyPem: key } = await createCertificate(world)
  const session = connect(`https://127.0.0.1:${endpoint!.port}`, { cert, key, rejectUnauthorized: false })
  cleanups.push(() => session.destroy())
  for (const type of ['application/json', 'Application/JSON', 'APPLICATION/json; charset=UTF-8']) {
    const path = '/sonm.testing.EchoService/Unary'
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': type })
    stream.end('"AAAA"')
    const [response] = await once(stream, 'response')
    expect([type, response[':status']]).toEqual([type, 200])
    stream.resume()
  }
  expect(looked).toEqual(['json', 'json', 'json'])
})
