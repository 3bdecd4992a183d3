import { once } from 'node:events'
import { connect, createServer, type OutgoingHttpHeaders } from 'node:http2'
import type { DescMethod } from '@bufbuild/protobuf'
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createClient,
  type HandlerContext,
  type Transport,
} from '@connectrpc/connect'
import { connectNodeAdapter, createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node'
import { systemClock, systemRandom } from '@sonm/common'
import { fail } from '@sonm/model'
import { codedHandlers, codedTransport } from '@sonm/protocol'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { createCertificate } from '../identity/certificate.ts'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { callerOf } from '../network.ts'
import { EchoService, echoMaxBytes } from '../testing/echo-service.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { readMessage } from './connect-wire.ts'
import { callUnary } from './unary-call.ts'

const caller = testSigner(1)
const served = testSigner(2)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Does as the first byte says: 'c' a coded error, 'e' an error of Connect, 'h' headers, 't' the time left, else an echo. */
function routes(router: ConnectRouter): void {
  router.service(EchoService, {
    async unary({ value }, context) {
      const word = String.fromCharCode(value[0] ?? 0)
      if (word === 'c') throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
      if (word === 'e') throw new ConnectError('busy', value[1] ?? Code.Internal)
      if (word === 'w') await once(context.signal, 'abort')
      if (word === 't') return { value: Buffer.from(String((context.timeoutMs() ?? Number.NaN) > 1000)) }
      if (word !== 'h') return { value }
      context.responseHeader.set('x-back', context.requestHeader.get('x-there') ?? 'none')
      context.responseTrailer.set('x-after', 'after')
      return { value }
    },
  })
}

/** Our server, called by Connect's own transports. */
async function stockTransport(create: 'connect' | 'json' | 'grpc'): Promise<Transport> {
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  await peers.add({ signer: served, handlers: { routes, requestMaxBytes: echoMaxBytes() } })
  const [endpoint] = await peers.resolve(served.address)
  const identity = await createCertificate({ signer: caller, clock: systemClock, random: systemRandom })
  const nodeOptions = { cert: identity.certPem, key: identity.keyPem, rejectUnauthorized: false }
  const options = { httpVersion: '2', baseUrl: `https://127.0.0.1:${endpoint!.port}`, nodeOptions } as const
  if (create === 'grpc') return createGrpcTransport(options)
  return createConnectTransport({ ...options, useBinaryFormat: create === 'connect' })
}

/** Our caller, on Connect's own server. */
async function ownTransport(): Promise<Transport> {
  const interceptors = [codedHandlers(() => {})]
  const server = createServer(connectNodeAdapter({ routes, interceptors, readMaxBytes: limits.messageMaxBytes }))
  const { port } = await listenOn(server, '127.0.0.1', 0)
  const session = connect(`http://127.0.0.1:${port}`)
  cleanups.push(async () => {
    const closed = closeServer(server)
    session.destroy()
    await closed
  })
  const open = async (headers: OutgoingHttpHeaders) => session.request(headers)
  const streams = createConnectTransport({ httpVersion: '2', baseUrl: `http://127.0.0.1:${port}` })
  return {
    unary: (method, signal, timeoutMs = 0, header, input) =>
      callUnary(method, input, { peer: 'peer', open, clock: systemClock, timeoutMs, signal, header }),
    stream: streams.stream,
  }
}

const ways: Record<string, () => Promise<Transport>> = {
  "our server, Connect's caller": () => stockTransport('connect'),
  "our server, Connect's caller in JSON": () => stockTransport('json'),
  "our server, Connect's caller of gRPC": () => stockTransport('grpc'),
  "Connect's server, our caller": ownTransport,
}

test.each(Object.keys(ways))('%s: messages, headers, trailers, errors and deadlines cross as they are', async (way) => {
  const client = createClient(EchoService, codedTransport(await ways[way]!(), 'peer'))
  const bytes = fc.uint8Array({ maxLength: 100_000 }).map((content) => Uint8Array.of(0, ...content))
  await fc.assert(
    fc.asyncProperty(bytes, async (value) => {
      const echoed = (await client.unary({ value })).value
      expect(echoed).toEqual(value)
    }),
    { numRuns: 30 },
  )
  expect((await client.unary({})).value).toHaveLength(0)
  const send = (text: string) => ({ value: Buffer.from(text) })
  await expect(client.unary(send('c'))).rejects.toMatchObject({
    code: 'ORDER_NOT_FOUND',
    data: { orderHash: '0xabc' },
  })
  let back: string | null = null
  let after: string | null = null
  await client.unary(send('h'), {
    headers: { 'x-there': 'there' },
    onHeader: (header) => {
      back = header.get('x-back')
    },
    onTrailer: (trailer) => {
      after = trailer.get('x-after')
    },
  })
  expect([back, after]).toEqual(['there', 'after'])
  expect(Buffer.from((await client.unary(send('t'), { timeoutMs: 60_000 })).value).toString()).toBe('true')
  await expect(client.unary(send('w'), { timeoutMs: 20 })).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
  await expect(
    client
      .talk((async function* () {})())
      [Symbol.asyncIterator]()
      .next(),
  ).rejects.toMatchObject({
    code: 'METHOD_UNKNOWN',
  })
  await expect(client.unary({ value: new Uint8Array(limits.messageMaxBytes + 1) })).rejects.toMatchObject({
    code: 'MESSAGE_TOO_LARGE',
  })
})

const codes = Object.values(Code).filter((code) => typeof code === 'number')

test.each(Object.keys(ways))('%s: each of the codes of Connect crosses as it is', async (way) => {
  const client = createClient(EchoService, await ways[way]!())
  for (const code of codes) {
    await expect(client.unary({ value: Uint8Array.of('e'.charCodeAt(0), code) })).rejects.toMatchObject({
      code,
      rawMessage: 'busy',
    })
  }
})

test('what is no message, no known encoding or no deadline is refused with a code, on the short way and on the long one', async () => {
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  await peers.add({ signer: served, handlers: { routes, requestMaxBytes: echoMaxBytes() } })
  const [endpoint] = await peers.resolve(served.address)
  const identity = await createCertificate({ signer: caller, clock: systemClock, random: systemRandom })
  const tls = { cert: identity.certPem, key: identity.keyPem, rejectUnauthorized: false }
  const session = connect(`https://127.0.0.1:${endpoint!.port}`, tls)
  cleanups.push(() => session.destroy())
  const send = async (headers: OutgoingHttpHeaders, body: Uint8Array) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/sonm.testing.EchoService/Unary',
      'content-type': 'application/proto',
      ...headers,
    })
    stream.end(body)
    const [response] = await once(stream, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    return `${response[':status']} ${/"code":"(\w+)"/.exec(Buffer.concat(chunks).toString())?.[1]}`
  }
  expect(await send({}, Uint8Array.of(0xff, 0xff, 0xff))).toBe('400 invalid_argument')
  expect(await send({ 'connect-timeout-ms': 'soon' }, new Uint8Array())).toBe('400 invalid_argument')
  expect(await send({ 'content-encoding': 'gzip' }, new Uint8Array())).toBe('501 unimplemented')
  expect(await send({}, new Uint8Array(limits.messageMaxBytes + 100))).toBe('429 resource_exhausted')
  expect(await send({ ':path': '/sonm.testing.EchoService/Nothing' }, new Uint8Array())).toBe('404 undefined')
  expect(await send({}, new Uint8Array())).toBe('200 undefined')
})

test('a method whose bytes somebody reads himself is called with them on the short way, and with its message on the long one', async () => {
  const asked: string[] = []
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  const bytes = new Map([
    [
      EchoService.method.unary as DescMethod,
      async (request: Uint8Array, context: HandlerContext) => {
        const { value } = readMessage(EchoService.method.unary.input, request)
        asked.push(callerOf(context))
        if (value[0] === 'c'.charCodeAt(0)) throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
        return { value: Uint8Array.from([...value].reverse()) }
      },
    ],
  ])
  await peers.add({ signer: served, handlers: { routes, bytes } })
  const own = await peers.add({ signer: caller })
  const client = createClient(EchoService, own.rpc(served.address))
  expect([...(await client.unary({ value: Uint8Array.of(1, 2, 3) })).value]).toEqual([3, 2, 1])
  await expect(client.unary({ value: Buffer.from('c') })).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  expect(asked).toEqual([caller.address, caller.address])
  const [endpoint] = await peers.resolve(served.address)
  const identity = await createCertificate({ signer: caller, clock: systemClock, random: systemRandom })
  const nodeOptions = { cert: identity.certPem, key: identity.keyPem, rejectUnauthorized: false }
  const options = { httpVersion: '2', baseUrl: `https://127.0.0.1:${endpoint!.port}`, nodeOptions } as const
  const long = createClient(EchoService, createConnectTransport({ ...options, useBinaryFormat: false }))
  expect([...(await long.unary({ value: Uint8Array.of(1, 2, 3) })).value]).toEqual([1, 2, 3])
  expect(asked).toHaveLength(2)
})
