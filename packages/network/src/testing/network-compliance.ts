import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type { DescMethod } from '@bufbuild/protobuf'
import { type Client, createClient, type HandlerContext } from '@connectrpc/connect'
import { type Address, fail } from '@sonm/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { callerHostOf, callerOf, type Network, type PeerHandlers } from '../network.ts'
import { readMessage } from '../rpc/connect-wire.ts'
import { EchoService, echoMaxBytes } from './echo-service.ts'

/** What a test of a network needs: a peer that calls, and one that is called. */
export interface NetworkUnderTest {
  readonly caller: Network
  /** The caller's machine, as a handler learns it. */
  readonly callerHost: string
  readonly served: Address
  serve(handlers: PeerHandlers): Promise<void>
  /** Settles as the promise does, however time passes there. */
  run<Result>(promise: Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const text = (value: string) => ({ value: new TextEncoder().encode(value) })
const read = (message: { value: Uint8Array }) => new TextDecoder().decode(message.value)
const unary = EchoService.method.unary as DescMethod

/** What every network must do: services are written for this, and run over any. */
export function networkCompliance(name: string, setUp: () => Promise<NetworkUnderTest>): void {
  describe(`the network ${name}`, () => {
    let subject: NetworkUnderTest
    let client: Client<typeof EchoService>
    let handled: number
    beforeEach(async () => {
      subject = await setUp()
      client = createClient(EchoService, subject.caller.rpc(subject.served))
      handled = 0
    })
    afterEach(() => subject.close())

    const routes: PeerHandlers['routes'] = (router) =>
      router.service(EchoService, {
        async unary(request, context) {
          handled++
          const word = read(request)
          if (word === 'coded') throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
          if (word === 'secret') throw new Error('/srv/secret/.key is broken')
          if (word === 'hang') await new Promise((_, reject) => context.signal.addEventListener('abort', reject))
          return word === 'who' ? text(`${callerOf(context)} on ${callerHostOf(context)}`) : request
        },
        async *stream(request) {
          handled++
          yield text('one')
          if (read(request) === 'coded') throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
          yield text('two')
        },
        async *talk(requests) {
          for await (const request of requests) yield request
        },
      })
    const call = (word: string, options = {}) => subject.run(client.unary(text(word), options))
    const streamed = (request: { value: Uint8Array }, into: string[] = []) =>
      subject.run(
        (async () => {
          for await (const message of client.stream(request)) into.push(read(message))
          return into
        })(),
      )

    test('a handler knows who calls and from which host', async () => {
      await subject.serve({ routes })
      expect(read(await call('who'))).toBe(`${subject.caller.address} on ${subject.callerHost}`)
    })

    test('a call that is not admitted is refused before its message is read, of every kind', async () => {
      const asked: string[] = []
      await subject.serve({
        routes,
        // Whoever read first would tell that this is too large.
        requestMaxBytes: new Map([[unary, 10]]),
        async admit(method, context) {
          asked.push(`${method.localName} by ${callerOf(context)} on ${callerHostOf(context)}`)
          if (method.localName !== 'talk') throw fail('MARKETPLACE_BUSY', { reason: 'a test' })
        },
      })
      const busy = { code: 'MARKETPLACE_BUSY', retryable: true }
      await expect(subject.run(client.unary({ value: new Uint8Array(60_000) }))).rejects.toMatchObject(busy)
      await expect(streamed({ value: new Uint8Array(60_000) })).rejects.toMatchObject(busy)
      const who = `by ${subject.caller.address} on ${subject.callerHost}`
      expect(asked).toEqual([`unary ${who}`, `stream ${who}`])
      expect(handled).toBe(0)
    })

    test('a call that is admitted is handled, after it was asked', async () => {
      const order: string[] = []
      await subject.serve({
        routes,
        async admit() {
          await Promise.resolve()
          order.push(`admitted, ${handled} handled`)
        },
      })
      expect(read(await call('hi'))).toBe('hi')
      expect(await streamed(text('hi'))).toEqual(['one', 'two'])
      expect(order).toEqual(['admitted, 0 handled', 'admitted, 1 handled'])
    })

    test('whoever judges a unary call by its length learns it before it is read', async () => {
      const lengths: (string | null)[] = []
      const admit = async (_: DescMethod, { requestHeader }: HandlerContext) =>
        void lengths.push(requestHeader.get('content-length'))
      await subject.serve({ routes, admit })
      await call('hello')
      expect(lengths).toEqual(['7'])
    })

    test('requests are as large as their method says, and else no larger than all', async () => {
      await subject.serve({ routes, requestMaxBytes: new Map([[unary, 100_000]]) })
      const tooLarge = { code: 'MESSAGE_TOO_LARGE' }
      await subject.run(client.unary({ value: new Uint8Array(99_000) }))
      await expect(subject.run(client.unary({ value: new Uint8Array(100_000) }))).rejects.toMatchObject(tooLarge)
      await expect(streamed({ value: new Uint8Array(limits.requestMaxBytes) })).rejects.toMatchObject(tooLarge)
      expect(handled).toBe(1)
    })

    test('a message over the limit is refused on the way out', async () => {
      await subject.serve({ routes, requestMaxBytes: echoMaxBytes() })
      const ofBytes = (bytes: number) => subject.run(client.unary({ value: new Uint8Array(bytes) }))
      await expect(ofBytes(limits.messageMaxBytes + 1)).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' })
      expect((await ofBytes(limits.messageMaxBytes - 16)).value).toHaveLength(limits.messageMaxBytes - 16)
    })

    test('a method whose bytes somebody reads himself is called with them', async () => {
      const takeBytes = async (request: Uint8Array, context: HandlerContext) => {
        const word = read(readMessage(EchoService.method.unary.input, request))
        if (word === 'coded') throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
        return text(`${word} of ${callerOf(context)}`)
      }
      await subject.serve({ routes, bytes: new Map([[unary, takeBytes]]) })
      expect(read(await call('bytes'))).toBe(`bytes of ${subject.caller.address}`)
      await expect(call('coded')).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
      expect(handled).toBe(0)
    })

    test('a coded error crosses whole, from unary calls and from the middle of streams', async () => {
      await subject.serve({ routes })
      const expected = { code: 'ORDER_NOT_FOUND', kind: 'not-found', data: { orderHash: '0xabc' } }
      await expect(call('coded')).rejects.toMatchObject(expected)
      const words: string[] = []
      await expect(streamed(text('coded'), words)).rejects.toMatchObject(expected)
      expect(words).toEqual(['one'])
    })

    test('the text of an unforeseen error stays on its machine', async () => {
      await subject.serve({ routes })
      const error = await call('secret').catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'INTERNAL' })
      expect(JSON.stringify((error as { facts(): object }).facts())).not.toContain('.key')
    })

    test('bidirectional streams talk both ways', async () => {
      await subject.serve({ routes })
      async function* words() {
        yield text('a')
        yield text('b')
      }
      const talk = async () => {
        const answers: string[] = []
        for await (const message of client.talk(words())) answers.push(read(message))
        return answers
      }
      expect(await subject.run(talk())).toEqual(['a', 'b'])
    })

    test('a method that the peer does not serve is METHOD_UNKNOWN', async () => {
      await subject.serve({ routes: () => {} })
      await expect(call('hi')).rejects.toMatchObject({ code: 'METHOD_UNKNOWN' })
    })

    test('a call past its deadline is CALL_TIMEOUT, and a call given up is CALL_CANCELED', async () => {
      await subject.serve({ routes })
      await expect(call('hang', { timeoutMs: 20 })).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
      const controller = new AbortController()
      const given = client.unary(text('hang'), { signal: controller.signal })
      controller.abort()
      await expect(subject.run(given)).rejects.toMatchObject({ code: 'CALL_CANCELED' })
    })

    const open = (protocol: string) =>
      subject.run(subject.caller.openTunnel(subject.served, { protocol, payload: Buffer.from('to 80') }))
    const onTunnel: PeerHandlers['onTunnel'] = async (tunnel) => {
      if (tunnel.protocol === 'refused') throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
      if (tunnel.protocol === 'broken') throw new Error('/srv/secret/.key is broken')
      if (tunnel.protocol !== 'echo') return
      const stream = tunnel.accept()
      stream.write(`${tunnel.caller} ${Buffer.from(tunnel.payload).toString()}\n`)
      stream.pipe(stream)
    }

    test('a tunnel carries its header, bytes both ways, and ends one way at a time', async () => {
      await subject.serve({ routes, onTunnel })
      const tunnel = await open('echo')
      const sent = Buffer.alloc(2_000_000, 'x')
      const received = collect(tunnel)
      tunnel.end(sent)
      const all = await subject.run(received)
      const line = `${subject.caller.address} to 80\n`
      expect(all.subarray(0, line.length).toString()).toBe(line)
      expect(all.subarray(line.length).equals(sent)).toBe(true)
    })

    test('a refused tunnel rejects with the error of the handler', async () => {
      await subject.serve({ routes, onTunnel })
      await expect(open('refused')).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND', data: { orderHash: '0xabc' } })
      await expect(open('broken')).rejects.toMatchObject({ code: 'INTERNAL' })
      await expect(open('unknown')).rejects.toMatchObject({ code: 'TUNNEL_REFUSED' })
      await expect(open('two words')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    })

    test('a peer that serves no tunnels refuses them', async () => {
      await subject.serve({ routes })
      await expect(open('echo')).rejects.toMatchObject({ code: 'TUNNEL_REFUSED' })
    })
  })
}

async function collect(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(stream, 'end')
  return Buffer.concat(chunks)
}
