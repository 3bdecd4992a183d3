import { create, toBinary, toJsonString } from '@bufbuild/protobuf'
import type { ConnectRouter } from '@connectrpc/connect'
import {
  createMetrics,
  type Logger,
  nowSeconds,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '@sonm/common'
import { orderHash } from '@sonm/model'
import { FUZZ_CASES, fuzz, mutateBytes, mutateText } from '@sonm/model/testing'
import { serveLoopback } from '@sonm/network'
import {
  fromConnectError,
  PlaceOrdersRequestSchema,
  SignedOrderSchema,
  signedOrderToMessage,
  toConnectError,
} from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { createMarketplace } from './marketplace.ts'
import { openMarketplaceStore } from './store/tables.ts'
import { requestOf } from './testing/packed.ts'
import { ask, DOMAIN, FakeChain, signer, startWorld } from './testing/world.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const TOKEN = 'token'

/** A marketplace behind a real HTTP server, as `curl` reaches it. */
async function serveMarketplace() {
  const unexpected: unknown[] = []
  const logger: Logger = { ...silentLogger, error: (...words: unknown[]) => void unexpected.push(words) }
  let routes: (router: ConnectRouter) => void = () => {}
  const unused = () => {
    throw new Error('it calls nobody')
  }
  const store = await openMarketplaceStore(':memory:')
  const marketplace = createMarketplace({
    network: {
      address: signer(9).address,
      serve: (handlers) => {
        routes = handlers.routes
      },
      rpc: unused,
      openTunnel: unused,
      ping: unused,
    },
    signer: signer(9),
    random: systemRandom,
    chain: new FakeChain(),
    follow: { startBlock: 0n, confirmations: 0 },
    store,
    clock: systemClock,
    logger,
    metrics: createMetrics({ processMetrics: false }),
    // Nobody's answers are held back: that takes a quarter of a second each.
    limits: { worthlessBurst: 10 * FUZZ_CASES.calls },
  })
  await marketplace.start()
  const server = await serveLoopback({
    routes,
    requestMaxBytes: new Map(),
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    clock: systemClock,
    logger,
  })
  stops.push(
    () => store.destroy(),
    () => marketplace.stop(),
    () => server.close(),
  )
  const call = async (method: string, type: string, body: string | Uint8Array) => {
    const response = await fetch(`${server.url}/sonm.v1.MarketplaceService/${method}`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${TOKEN}` },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    })
    return { status: response.status, text: await response.text() }
  }
  return { call, marketplace, unexpected }
}

test('calls of any bytes and any JSON are answered or refused, and the marketplace goes on', async () => {
  const { call, marketplace, unexpected } = await serveMarketplace()
  const message = signedOrderToMessage(await ask(signer(1), systemClock))
  const request = create(PlaceOrdersRequestSchema, { orders: [message, message] })
  const json: readonly [string, string][] = [
    ['PlaceOrder', toJsonString(SignedOrderSchema, message)],
    ['PlaceOrders', toJsonString(PlaceOrdersRequestSchema, request)],
    ['GetOrder', '{"orderHash":"0x11"}'],
    ['Search', '{"limit":3,"buyer":"0x11"}'],
    ['CancelOrder', '{"orderHash":"0x11","atSeconds":"7","signature":"0x"}'],
  ]
  const bytes: readonly [string, Uint8Array][] = [
    ['PlaceOrder', toBinary(SignedOrderSchema, message)],
    ['PlaceOrders', toBinary(PlaceOrdersRequestSchema, request)],
  ]
  const make = (random: Random, at: number): [string, string, string | Uint8Array] => {
    if (at % 2 === 0) {
      const [method, valid] = json[random.integer(json.length)]!
      return [method, 'application/json', mutateText(valid, random)]
    }
    const [method, valid] = bytes[random.integer(bytes.length)]!
    return [method, 'application/proto', mutateBytes(valid, random)]
  }
  const cases = FUZZ_CASES.calls
  const tried = await fuzz({
    name: 'calls',
    cases,
    make,
    async run(input) {
      const { status, text } = await call(...input)
      // The RPC library's own word for bytes that are no message; between peers it is INVALID_ARGUMENT.
      if (text.includes('parse binary: ')) return
      if (status >= 500 && status !== 503) throw new Error(`${status}: ${text}`)
      if (text.includes('"INTERNAL"') || text.includes('"code":"unknown"')) throw new Error(text)
    },
    clock: systemClock,
  })
  expect(tried).toBe(cases)
  expect(unexpected).toEqual([])
  const before = await marketplace.place(await ask(signer(2), systemClock))
  expect(await call('GetOrder', 'application/json', JSON.stringify({ orderHash: before }))).toMatchObject({
    status: 200,
  })
})

test('calls of any bytes that are read without messages end with a coded error or an outcome of each order', async () => {
  const { marketplace } = await serveMarketplace()
  const sent = await Promise.all([1, 2, 3].map(() => ask(signer(1), systemClock)))
  // From here on the document is known, so that they are read from their bytes.
  await marketplace.place(sent[0]!)
  const request = create(PlaceOrdersRequestSchema, { orders: sent.map(signedOrderToMessage) })
  const valid = toBinary(PlaceOrdersRequestSchema, request)
  await fuzz({
    name: 'bytes of PlaceOrders',
    cases: FUZZ_CASES.calls,
    make: (random) => mutateBytes(valid, random),
    async run(call) {
      const placed = await marketplace.placeRequest(call, { host: 'h' }).catch((error: unknown) => {
        const { code } = fromConnectError(toConnectError(error), signer(9).address)
        if (code !== 'INPUT_INVALID' && code !== 'INVALID_ARGUMENT') throw error
        return []
      })
      const wrong = placed.find(({ result }) => result.case === 'error' && result.value.code === 'INTERNAL')
      if (wrong) throw new Error(String(wrong.result.value))
    },
    clock: systemClock,
  })
  const after = await ask(signer(2), systemClock)
  expect(await marketplace.placeRequest(requestOf([after]), { host: 'other' })).toMatchObject([
    { result: { case: 'orderHash' } },
  ])
})

test.each([
  ['deep', `${'['.repeat(1_000_000)}`],
  ['deep in a field', `{"order":${'{"order":'.repeat(100_000)}1`],
  ['huge', JSON.stringify({ details: 'x'.repeat(5_000_000) })],
  ['a number without end', `{"order":{"nonce":${'9'.repeat(1_000_000)}}}`],
  ['of a broken pair', '{"details":"\\ud800"}'],
  ['of numbers beyond all', '{"order":{"epoch":1e400,"expiresAtSeconds":18446744073709551616}}'],
])('JSON that is %s is refused', async (_, body) => {
  const { call, unexpected } = await serveMarketplace()
  const { status } = await call('PlaceOrder', 'application/json', body)
  expect([400, 413, 429]).toContain(status)
  expect(unexpected).toEqual([])
})

test.each([
  ['key', '"pricePerSecond"', '"pricePerSecond"'],
  ['key, once escaped', '"\\u0070ricePerSecond"', '"pricePerSecond"'],
  ['key in two spellings', '"price_per_second"', '"pricePerSecond"'],
])('of a %s that stands twice in JSON neither is taken, whichever is the signed one', async (_, one, other) => {
  const { call, marketplace } = await serveMarketplace()
  const signed = await ask(signer(1), systemClock)
  const json = toJsonString(SignedOrderSchema, signedOrderToMessage(signed))
  const place = (price: string) =>
    call('PlaceOrder', 'application/json', json.replace('"pricePerSecond":"1000"', price))
  for (const twice of [`${one}:"1000","x":1,${other}:"1"`, `${one}:"1","x":1,${other}:"1000"`]) {
    expect(await place(twice)).toMatchObject({ status: 400 })
  }
  expect(marketplace.hashes()).toEqual([])
  expect(await place('"x":1,"pricePerSecond":"1000"')).toMatchObject({ status: 200 })
  expect(marketplace.hashes()).toEqual([orderHash(DOMAIN, signed.order)])
})

test('an author whose clock is an hour wrong is told what is wrong, or his order lives as long as he says', async () => {
  const { clock, marketplace, run } = await startWorld()
  const now = BigInt(nowSeconds(clock))
  const place = async (expiresAtSeconds: bigint) =>
    run(marketplace.place(await ask(signer(1), clock, { expiresAtSeconds })))
  // His five minutes are over for us an hour ago; or they are our hour and five minutes.
  await expect(place(now - 3_300n)).rejects.toMatchObject({ code: 'ORDER_EXPIRED' })
  await place(now + 3_900n)
  await expect(place(now + 86_400n + 3_600n)).rejects.toMatchObject({ code: 'ORDER_INVALID' })
  await clock.advance(3_930_000)
  await expect(place(now + 3_900n)).rejects.toMatchObject({ code: 'ORDER_EXPIRED' })
})
