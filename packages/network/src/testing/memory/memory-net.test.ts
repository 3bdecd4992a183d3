import { create } from '@bufbuild/protobuf'
import { type BytesValue, BytesValueSchema } from '@bufbuild/protobuf/wkt'
import { createClient, type ServiceImpl } from '@connectrpc/connect'
import { seededRandom, sleep, VirtualClock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { expect, test } from 'vitest'
import { callerHostOf, callerOf, type PeerHandlers } from '../../network.ts'
import { EchoService } from '../echo-service.ts'
import type { MemoryFaults } from './faults.ts'
import { createMemoryNet } from './memory-net.ts'
import { runUntilSettled } from './run-clock.ts'

const ALICE: Address = `0x${'a1'.repeat(20)}`
const BOB: Address = `0x${'b0'.repeat(20)}`
const bytes = (...value: number[]) => create(BytesValueSchema, { value: Uint8Array.from(value) })
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

type Echo = Partial<ServiceImpl<typeof EchoService>>

function world(
  options: { echo?: Echo; onTunnel?: PeerHandlers['onTunnel']; faults?: MemoryFaults; seed?: number } = {},
) {
  const clock = new VirtualClock()
  const unexpected: string[] = []
  const net = createMemoryNet({
    clock,
    random: seededRandom(options.seed ?? 1),
    faults: options.faults ?? {},
    onUnexpected: (error, where) => unexpected.push(`${where}: ${error}`),
  })
  const alice = net.join(ALICE)
  const serveBob = () => {
    net.join(BOB).serve({
      routes: (router) => router.service(EchoService, options.echo ?? { unary: (request) => request }),
      ...(options.onTunnel && { onTunnel: options.onTunnel }),
    })
  }
  serveBob()
  return { clock, net, alice, serveBob, unexpected, client: createClient(EchoService, alice.rpc(BOB)) }
}

/** What becomes of the promise, and how long that takes. */
async function settled<Result>(clock: VirtualClock, promise: Promise<Result>) {
  const startMs = clock.nowMs()
  const [outcome] = await runUntilSettled(clock, Promise.allSettled([promise]))
  const ms = clock.nowMs() - startMs
  return (outcome.status === 'fulfilled' ? { value: outcome.value, ms } : { error: outcome.reason, ms }) as {
    value?: Result
    error?: unknown
    ms: number
  }
}

async function collect(messages: AsyncIterable<BytesValue>, into: number[] = []): Promise<number[]> {
  for await (const { value } of messages) into.push(...value)
  return into
}

test('a handler knows who calls, and his answer comes back as bytes of its own', async () => {
  const seen: unknown[] = []
  const { client, clock } = world({
    echo: {
      unary(request, context) {
        seen.push(callerOf(context), request)
        return request
      },
    },
  })
  const request = bytes(1, 2, 3)
  const { value } = await settled(clock, client.unary(request))
  expect(value).toEqual(request)
  expect(seen[0]).toBe(ALICE)
  expect(seen[1]).not.toBe(request)
})

test('a peer calls from a host of its own, or from the one that it was put on', async () => {
  const { net, client, clock } = world({
    echo: { unary: (_, context) => ({ value: new TextEncoder().encode(callerHostOf(context)) }) },
  })
  const hostSeen = async (of = client) => new TextDecoder().decode((await settled(clock, of.unary({}))).value?.value)
  expect(await hostSeen()).toBe(ALICE)
  net.crash(ALICE)
  const moved = createClient(EchoService, net.join(ALICE, '192.0.2.7').rpc(BOB))
  expect(await hostSeen(moved)).toBe('192.0.2.7')
})

test('latency is taken both ways, from the clock alone', async () => {
  const { client, clock } = world({ faults: { latencyMs: { least: 100, most: 100 } } })
  expect((await settled(clock, client.unary(bytes(1)))).ms).toBe(200)
})

test('a coded error crosses whole, without its cause; another becomes INTERNAL and is reported', async () => {
  const { client, clock, unexpected } = world({
    echo: {
      unary(request) {
        if (request.value[0] === 1)
          throw fail('ORDER_QUOTA', { author: ALICE, limit: 3, side: 'ask' }, { cause: new Error('x') })
        throw new Error('secret path')
      },
    },
  })
  const known = (await settled(clock, client.unary(bytes(1)))).error
  expect(known).toMatchObject({ ...fail('ORDER_QUOTA', { author: ALICE, limit: 3, side: 'ask' }).facts() })
  expect(unexpected).toEqual([])
  const unknown = (await settled(clock, client.unary(bytes(2)))).error
  expect(unknown).toEqual(coded('INTERNAL'))
  expect(String(unknown)).not.toContain('secret')
  expect(unexpected).toEqual(['sonm.testing.EchoService/Unary: Error: secret path'])
})

test('whoever is not up, or serves nothing, is unreachable; a method that is not served is unknown', async () => {
  const { alice, net, clock, client } = world({ echo: {} })
  net.join('0xcc')
  for (const address of ['0xcc', '0xdd'] as const) {
    const call = createClient(EchoService, alice.rpc(address)).unary(bytes())
    expect((await settled(clock, call)).error).toEqual(coded('PEER_UNREACHABLE'))
  }
  expect((await settled(clock, client.unary(bytes()))).error).toEqual(coded('METHOD_UNKNOWN'))
})

test('a call ends at its deadline, and its handler is told', async () => {
  let told = false
  const { client, clock } = world({
    echo: {
      unary: (request, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            told = true
            resolve(request)
          })
        }),
    },
  })
  const { error, ms } = await settled(clock, client.unary(bytes(), { timeoutMs: 700 }))
  expect([error, ms, told]).toEqual([coded('CALL_TIMEOUT'), 700, true])
  const controller = new AbortController()
  const call = client.unary(bytes(), { signal: controller.signal })
  controller.abort()
  expect((await settled(clock, call)).error).toEqual(coded('CALL_CANCELED'))
})

test('a lost request runs no handler, a lost answer has run it, a doubled one runs it twice', async () => {
  let handled = 0
  const { client, clock, net } = world({
    echo: {
      unary(request) {
        handled++
        return request
      },
    },
    faults: { lostRequests: 1 },
  })
  const lost = await settled(clock, client.unary(bytes()))
  expect([lost.error, lost.ms, handled]).toEqual([coded('PEER_UNREACHABLE'), 5000, 0])
  net.setFaults({ lostResponses: 1 })
  expect((await settled(clock, client.unary(bytes()))).error).toEqual(coded('PEER_UNREACHABLE'))
  expect(handled).toBe(1)
  net.setFaults({ doubledRequests: 1, latencyMs: { least: 1, most: 9 } })
  expect((await settled(clock, client.unary(bytes(7)))).value).toEqual(bytes(7))
  await clock.advance(1000)
  expect(handled).toBe(3)
})

test('a stream keeps its order whatever the latency, and holds its sender back', async () => {
  let made = 0
  const { client, clock } = world({
    echo: {
      async *stream() {
        for (; made < 100; made++) yield bytes(made)
      },
    },
    faults: { latencyMs: { least: 0, most: 50 } },
  })
  expect((await settled(clock, collect(client.stream(bytes())))).value).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  )
  made = 0
  const reader = client.stream(bytes())[Symbol.asyncIterator]()
  await settled(clock, reader.next())
  await clock.advance(10_000)
  expect(made).toBeLessThan(25)
})

test('a reader who cancels ends the handler', async () => {
  let ended = false
  const { client, clock } = world({
    echo: {
      async *stream(_, { signal }) {
        signal.addEventListener('abort', () => {
          ended = true
        })
        for (;;) yield bytes(1)
      },
    },
  })
  const controller = new AbortController()
  const read = async () => {
    for await (const _ of client.stream(bytes(), { signal: controller.signal })) controller.abort()
  }
  expect((await settled(clock, read())).error).toEqual(coded('CALL_CANCELED'))
  expect(ended).toBe(true)
})

test('both sides of a conversation stream, and an error ends it coded', async () => {
  const { client, clock } = world({
    echo: {
      async *talk(requests) {
        for await (const { value } of requests) {
          if (value[0] === 9) throw fail('PEER_BUSY', { what: 'talks', limit: 1 })
          yield bytes(value[0]! * 2)
        }
      },
    },
    faults: { latencyMs: { least: 5, most: 20 } },
  })
  async function* say(...words: number[]) {
    for (const word of words) yield bytes(word)
  }
  expect((await settled(clock, collect(client.talk(say(1, 2, 3))))).value).toEqual([2, 4, 6])
  const heard: number[] = []
  expect((await settled(clock, collect(client.talk(say(4, 9)), heard))).error).toEqual(coded('PEER_BUSY'))
  expect(heard).toEqual([8])
})

const endless: Echo = {
  async *stream(_, { signal }) {
    yield bytes(1)
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  },
  unary: () => new Promise(() => {}),
}

test('a crash ends the calls and streams of others with PEER_UNREACHABLE, at once', async () => {
  const { client, clock, net, serveBob } = world({ echo: endless })
  const heard: number[] = []
  const stream = collect(client.stream(bytes()), heard)
  const call = client.unary(bytes())
  await clock.advance(10)
  net.crash(BOB)
  const { value: outcomes, ms } = await settled(clock, Promise.allSettled([stream, call]))
  expect(ms).toBe(0)
  for (const outcome of outcomes!) expect(outcome).toMatchObject({ reason: { code: 'PEER_UNREACHABLE' } })
  expect(heard).toEqual([1])
  expect((await settled(clock, client.unary(bytes()))).error).toEqual(coded('PEER_UNREACHABLE'))
  serveBob()
  await expect(client.stream(bytes())[Symbol.asyncIterator]().next()).resolves.toMatchObject({ value: bytes(1) })
})

test('what is left of a crashed peer reaches nobody, even after its address is up again', async () => {
  const { alice, client, clock, net } = world()
  net.crash(ALICE)
  net.join(ALICE)
  expect((await settled(clock, client.unary(bytes()))).error).toEqual(coded('PEER_UNREACHABLE'))
  expect((await settled(clock, alice.openTunnel(BOB, { protocol: 'p', payload: bytes().value }))).error).toEqual(
    coded('PEER_UNREACHABLE'),
  )
})

test('a partition is noticed after 5 s, and nothing passes until it is healed', async () => {
  const { client, clock, net } = world({ echo: { ...endless, unary: (request) => request } })
  const stream = collect(client.stream(bytes()))
  await clock.advance(10)
  net.partition(BOB, ALICE)
  const { error, ms } = await settled(clock, stream)
  expect([error, ms]).toEqual([coded('PEER_UNREACHABLE'), 5000])
  expect((await settled(clock, client.unary(bytes()))).error).toEqual(coded('PEER_UNREACHABLE'))
  net.heal()
  expect((await settled(clock, client.unary(bytes(3)))).value).toEqual(bytes(3))
})

const open = { protocol: 'echo', payload: Uint8Array.of(1, 2) }
const echoTunnel: PeerHandlers['onTunnel'] = async (tunnel) => {
  const stream = tunnel.accept()
  stream.pipe(stream)
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('a tunnel carries bytes both ways and closes each half on its own', async () => {
  let offered: unknown
  const { alice, clock } = world({
    faults: { latencyMs: { least: 1, most: 5 } },
    onTunnel: async (tunnel) => {
      offered = { protocol: tunnel.protocol, payload: tunnel.payload, caller: tunnel.caller }
      await echoTunnel(tunnel)
    },
  })
  const { value: stream } = await settled(clock, alice.openTunnel(BOB, open))
  expect(offered).toEqual({ ...open, caller: ALICE })
  const sent = Buffer.alloc(300_000, 'abc')
  stream!.end(sent)
  const { value } = await settled(clock, readAll(stream!))
  expect(value!.equals(sent)).toBe(true)
})

test.each([
  ['its handler throws', async () => Promise.reject(fail('DEAL_ENDED', { dealId: '7' })), 'DEAL_ENDED'],
  ['its handler does not accept', async () => {}, 'TUNNEL_REFUSED'],
  ['there is no handler', undefined, 'TUNNEL_REFUSED'],
  ['its handler does not answer', () => new Promise<void>(() => {}), 'PEER_UNREACHABLE'],
] as const)('a tunnel is refused with a coded error when %s', async (_, onTunnel, code) => {
  const { alice, clock } = world(onTunnel ? { onTunnel } : {})
  expect((await settled(clock, alice.openTunnel(BOB, open))).error).toEqual(coded(code))
})

test('a tunnel ends when the other side resets it or crashes', async () => {
  const { alice, clock, net } = world({
    onTunnel: async (tunnel) => {
      const stream = tunnel.accept()
      if (tunnel.payload[0] === 0) stream.destroy()
    },
  })
  const reset = await settled(clock, alice.openTunnel(BOB, { ...open, payload: Uint8Array.of(0) }))
  expect((await settled(clock, readAll(reset.value!))).error).toMatchObject({ code: 'ECONNRESET' })
  const { value: stream } = await settled(clock, alice.openTunnel(BOB, open))
  const read = readAll(stream!)
  await clock.advance(1)
  net.crash(BOB)
  expect((await settled(clock, read)).error).toEqual(coded('PEER_UNREACHABLE'))
})

test('the same seed gives the same history', async () => {
  const history = async (seed: number) => {
    const log: string[] = []
    const { client, clock } = world({
      seed,
      echo: {
        unary: async (request) => {
          log.push(`${clock.nowMs()} handle ${request.value[0]}`)
          await sleep(clock, 3)
          return request
        },
      },
      faults: { latencyMs: { least: 1, most: 40 }, lostRequests: 0.2, lostResponses: 0.2, doubledRequests: 0.3 },
    })
    const call = (i: number) =>
      client.unary(bytes(i)).then(
        () => log.push(`${clock.nowMs()} ok ${i}`),
        (error) => log.push(`${clock.nowMs()} ${error.code} ${i}`),
      )
    const calls = Array.from({ length: 30 }, (_, i) => call(i))
    await settled(clock, Promise.all(calls))
    return log
  }
  const first = await history(42)
  expect(await history(42)).toEqual(first)
  expect(await history(43)).not.toEqual(first)
})
