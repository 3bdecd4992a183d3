import { create } from '@bufbuild/protobuf'
import { nowSeconds, type VirtualClock } from '@sonm/common'
import { type Hex, NO_BENCHMARKS, orderHash, writeDetails, ZERO_BYTES32 } from '@sonm/model'
import { type OrderMessage, SignedOrderSchema, signedOrderToMessage } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testStores } from './testing/test-stores.ts'
import { ask, cancelOf, DETAILS, DOMAIN, FakeChain, signer, startWorld } from './testing/world.ts'

const hub = signer(1)
const other = signer(2)
const buyer = signer(3)
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

test('an order that was placed is found, read back as it was signed, and listed', async () => {
  const { client, clock, run, unexpected } = await startWorld()
  const api = client(hub.address)
  const signed = await ask(hub, clock)
  const { orderHash: hash } = await run(api.placeOrder(signedOrderToMessage(signed)))
  expect(hash).toBe(orderHash(DOMAIN, signed.order))
  const offer = await run(api.getOrder({ orderHash: hash }))
  expect(offer).toMatchObject({ order: signedOrderToMessage(signed), orderHash: hash })
  expect(offer.placedAtMs).toBe(BigInt(clock.nowMs()))
  expect((await run(api.search({}))).offers).toEqual([offer])
  expect((await run(api.listOrders({ author: hub.address }))).orders).toEqual([offer])
  expect((await run(api.listOrders({ author: other.address }))).orders).toEqual([])
  expect(unexpected).toEqual([])
})

test('a search tells the cheapest, how many fit, and what turned the others away', async () => {
  const { client, clock, marketplace, run } = await startWorld()
  const benchmarks = NO_BENCHMARKS.map((_, index) => (index === 2 ? 4n : 0n))
  for (const pricePerSecond of [30n, 10n, 20n]) {
    await run(marketplace.place(await ask(hub, clock, { pricePerSecond, benchmarks })))
  }
  await run(marketplace.place(await ask(other, clock, { pricePerSecond: 1n })))
  await run(marketplace.place(await ask(other, clock, { pricePerSecond: 2n, benchmarks, counterparty: buyer.address })))
  const query = 'price<=0.00000000000000002SNM/s cores>=4'
  const wanted = { query, limit: 1, explain: true }
  const found = await run(client(other.address).search(wanted))
  expect(found.offers.map(({ order }) => order?.order?.pricePerSecond)).toEqual(['10'])
  expect(found.total).toBe(2)
  expect(found.rejections.map(({ requirement, count }) => [requirement, count])).toEqual([
    ['counterparty-of-ask', 1],
    ['price<=0.00000000000007SNM/h', 1],
    ['cores>=4', 1],
  ])
  const own = await run(client(buyer.address).search({ ...wanted, buyer: buyer.address }))
  expect(own.offers.map(({ order }) => order?.order?.pricePerSecond)).toEqual(['2'])
})

test('the same order again, and at the same time, is one order', async () => {
  const { client, clock, marketplace, run } = await startWorld()
  const signed = await ask(hub, clock)
  const hashes = await run(Promise.all([marketplace.place(signed), marketplace.place(signed)]))
  expect(new Set([...hashes, await run(marketplace.place(signed))]).size).toBe(1)
  expect((await run(client(hub.address).search({ explain: true }))).total).toBe(1)
})

test('the asks of a hub that its master has removed are gone within two minutes, and none of another hub', async () => {
  const { client, clock, marketplace, run, chain } = await startWorld()
  const expiresAtSeconds = BigInt(nowSeconds(clock)) + 3_600n
  const gone = await run(marketplace.place(await ask(hub, clock, { expiresAtSeconds })))
  const stays = await run(marketplace.place(await ask(other, clock, { expiresAtSeconds })))
  const api = client(buyer.address)
  const shown = async () => (await run(api.search({}))).offers.map((offer) => offer.orderHash)
  await clock.advance(90_000)
  expect(new Set(await shown())).toEqual(new Set([gone, stays]))
  chain.unconfirmed.add(hub.address)
  await clock.advance(120_000)
  expect(await shown()).toEqual([stays])
  await expect(run(api.getOrder({ orderHash: gone }))).rejects.toEqual(coded('ORDER_NOT_FOUND'))
})

test('an order lives until it expires, and is not shown in its last seconds', async () => {
  const { client, clock, marketplace, run } = await startWorld()
  const api = client(hub.address)
  const hash = await run(marketplace.place(await ask(hub, clock)))
  await clock.advance(295_000)
  expect((await run(api.search({ explain: true }))).total).toBe(1)
  await clock.advance(1_000)
  expect((await run(api.search({ explain: true }))).total).toBe(0)
  await clock.advance(4_000)
  await run(api.getOrder({ orderHash: hash }))
  await clock.advance(1_000)
  await expect(run(api.getOrder({ orderHash: hash }))).rejects.toEqual(coded('ORDER_NOT_FOUND'))
  expect((await run(api.listOrders({ author: hub.address }))).orders).toEqual([])
})

test('only its author cancels an order, and then it stays away', async () => {
  const { client, clock, marketplace, run } = await startWorld()
  const signed = await ask(hub, clock)
  const orderHash = await run(marketplace.place(signed))
  const api = client(hub.address)
  const cancelAs = async (author: typeof hub, hash = orderHash) =>
    run(api.cancelOrder(await cancelOf(author, hash, clock)))
  await expect(cancelAs(other)).rejects.toEqual(coded('PERMISSION_DENIED'))
  expect((await run(api.search({ explain: true }))).total).toBe(1)
  await cancelAs(hub)
  expect((await run(api.search({ explain: true }))).total).toBe(0)
  await cancelAs(hub)
  await expect(cancelAs(other)).rejects.toEqual(coded('PERMISSION_DENIED'))
  await expect(run(marketplace.place(signed))).rejects.toEqual(coded('ORDER_WITHDRAWN'))
  await expect(cancelAs(hub, ZERO_BYTES32)).rejects.toEqual(coded('ORDER_NOT_FOUND'))
})

test('whoever cancels without a signature is told to sign, the author too: nobody else would believe him', async () => {
  const { client, clock, marketplace, run } = await startWorld()
  const orderHash = await run(marketplace.place(await ask(hub, clock)))
  const cancelled = run(client(hub.address).cancelOrder({ orderHash }))
  await expect(cancelled).rejects.toMatchObject({ code: 'INPUT_INVALID', what: expect.stringContaining('signature') })
  expect(marketplace.hashes()).toEqual([orderHash])
})

test('an order that is cancelled while it comes in does not stay', async () => {
  const chain = new FakeChain()
  let answer = () => {}
  chain.beforeAnswer = new Promise((resolve) => {
    answer = resolve
  })
  const { client, clock, marketplace, run } = await startWorld({ chain })
  const signed = await ask(hub, clock)
  const api = client(hub.address)
  const placed = marketplace.place(signed)
  const cancelled = api.cancelOrder(await cancelOf(hub, orderHash(DOMAIN, signed.order), clock))
  await clock.advance(100)
  answer()
  await run(Promise.all([placed, cancelled]))
  expect((await run(api.search({ explain: true }))).total).toBe(0)
})

test('what the chain has taken, cancelled or outdated leaves the book', async () => {
  const { chain, client, clock, marketplace, run } = await startWorld()
  const api = client(hub.address)
  const [taken, sibling, cancelled, kept] = [
    await ask(hub, clock, { nonce: 901n }),
    await ask(hub, clock, { nonce: 901n, pricePerSecond: 7n }),
    await ask(hub, clock, { nonce: 902n }),
    await ask(hub, clock, { nonce: 903n }),
  ]
  for (const signed of [taken, sibling, cancelled, kept]) await run(marketplace.place(signed))
  const hashes = async () => (await run(api.search({}))).offers.map((offer) => offer.orderHash)
  chain.mine(
    { kind: 'dealOpened', deal: { askHash: orderHash(DOMAIN, taken.order) } },
    { kind: 'nonceCancelled', account: hub.address, nonce: 902n },
    { kind: 'nonceCancelled', account: other.address, nonce: 903n },
  )
  await clock.advance(2_000)
  expect(await hashes()).toEqual([orderHash(DOMAIN, kept.order)])
  await expect(run(marketplace.place(taken))).rejects.toEqual(coded('ORDER_WITHDRAWN'))
  chain.mine({ kind: 'epochAdvanced', account: hub.address, epoch: 1n })
  await clock.advance(2_000)
  expect(await hashes()).toEqual([])
})

test('an order that is taken on the chain while it comes in does not stay', async () => {
  const chain = new FakeChain()
  let answer = () => {}
  chain.beforeAnswer = new Promise((resolve) => {
    answer = resolve
  })
  const { clock, client, marketplace, run } = await startWorld({ chain })
  const signed = await ask(hub, clock)
  const placed = marketplace.place(signed)
  placed.catch(() => {})
  chain.mine({ kind: 'dealOpened', deal: { askHash: orderHash(DOMAIN, signed.order) } })
  await clock.advance(5_000)
  answer()
  await expect(run(placed)).rejects.toEqual(coded('ORDER_TAKEN'))
  expect((await run(client(hub.address).search({ explain: true }))).total).toBe(0)
})

test('the chain says whose ask can be sold, and is not asked again for each', async () => {
  const { chain, clock, marketplace, run } = await startWorld()
  chain.unconfirmed.add(other.address)
  chain.epochs.set(hub.address, 2n)
  chain.usedNonces.add(`${hub.address} 77`)
  const place = async (...args: Parameters<typeof ask>) => run(marketplace.place(await ask(...args)))
  await expect(place(other, clock)).rejects.toEqual(coded('HUB_UNCONFIRMED'))
  await expect(place(hub, clock, { epoch: 1n })).rejects.toEqual(coded('ORDER_EPOCH_WRONG'))
  await expect(place(hub, clock, { epoch: 2n, nonce: 77n })).rejects.toEqual(coded('ORDER_TAKEN'))
  const asked = chain.mastersAsked
  for (let i = 0; i < 3; i++) await place(hub, clock, { epoch: 2n })
  expect(chain.mastersAsked).toBe(asked)
  chain.down = true
  await expect(place(signer(9), clock)).rejects.toEqual(coded('CHAIN_UNREACHABLE'))
  chain.down = false
  chain.unconfirmed.delete(other.address)
  await clock.advance(1_000)
  await place(other, clock)
  await run(marketplace.place(await ask(buyer, clock, { side: 'bid' }, '')))
})

test('a key has a quota, also for orders that come at once; an expired order makes room', async () => {
  const { client, clock, marketplace, run } = await startWorld({ limits: { liveOrdersPerAuthor: 3, liveOrders: 5 } })
  const many = await Promise.all(Array.from({ length: 5 }, () => ask(hub, clock)))
  const outcomes = await run(Promise.allSettled(many.map((signed) => marketplace.place(signed))))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(outcomes.at(-1)).toMatchObject({ reason: coded('ORDER_QUOTA') })
  for (const author of [4, 5]) await run(marketplace.place(await ask(signer(author), clock)))
  await expect(run(marketplace.place(await ask(signer(6), clock)))).rejects.toEqual(coded('MARKETPLACE_FULL'))
  await run(marketplace.place(many[0]!))
  await clock.advance(320_000)
  await run(marketplace.place(await ask(hub, clock)))
  expect((await run(client(hub.address).search({ explain: true }))).total).toBe(1)
})

test('bids have room of their own, so that free keys cannot keep asks out; they go within the hour', async () => {
  const limits = { liveBids: 3, liveBidsPerAuthor: 2, liveOrders: 2, liveOrdersPerAuthor: 1 }
  const { clock, marketplace, run } = await startWorld({ limits })
  const bid = async (author: Parameters<typeof ask>[0], seconds = 3_600n) =>
    ask(author, clock, { side: 'bid', expiresAtSeconds: BigInt(nowSeconds(clock)) + seconds }, '')
  const many = await Promise.all([bid(buyer), bid(buyer), bid(buyer)])
  const outcomes = await run(Promise.allSettled(many.map((signed) => marketplace.place(signed))))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(outcomes[2]).toMatchObject({ reason: coded('ORDER_QUOTA') })
  await run(marketplace.place(await bid(other)))
  await expect(run(marketplace.place(await bid(signer(7))))).rejects.toEqual(coded('MARKETPLACE_FULL'))
  await expect(run(marketplace.place(await bid(signer(7), 3_601n)))).rejects.toEqual(coded('ORDER_INVALID'))
  await run(marketplace.place(await ask(buyer, clock)))
  await run(marketplace.place(await ask(signer(8), clock)))
  await expect(run(marketplace.place(await ask(signer(9), clock)))).rejects.toEqual(coded('MARKETPLACE_FULL'))
  await clock.advance(3_620_000)
  await run(marketplace.place(await bid(signer(7))))
})

const details = (text: string) => `"${'x'.repeat(9000)}${text}"`

test.each<[string, string, (clock: VirtualClock) => Promise<Parameters<typeof signedOrderToMessage>[0]>]>([
  [
    'an expired order',
    'ORDER_EXPIRED',
    (clock) => ask(hub, clock, { expiresAtSeconds: BigInt(clock.nowMs()) / 1000n - 1n }),
  ],
  [
    'an order of the far future',
    'ORDER_INVALID',
    (clock) => ask(hub, clock, { expiresAtSeconds: BigInt(clock.nowMs()) / 1000n + 86_401n }),
  ],
  ['an order at the end of time', 'ORDER_INVALID', (clock) => ask(hub, clock, { expiresAtSeconds: 2n ** 64n - 1n })],
  [
    'an order of another signer',
    'SIGNATURE_INVALID',
    async (clock) => ({ ...(await ask(hub, clock)), signature: (await ask(other, clock)).signature }),
  ],
  [
    'an order with another price',
    'SIGNATURE_INVALID',
    async (clock) => {
      const signed = await ask(hub, clock)
      return { ...signed, order: { ...signed.order, pricePerSecond: 1n } }
    },
  ],
  [
    'an order with the malleable twin of its signature',
    'SIGNATURE_INVALID',
    async (clock) => {
      const signed = await ask(hub, clock)
      const s = BigInt(`0x${signed.signature.slice(66, 130)}`)
      const twin = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n - s
      const v = signed.signature.endsWith('1b') ? '1c' : '1b'
      return {
        ...signed,
        signature: `${signed.signature.slice(0, 66)}${twin.toString(16).padStart(64, '0')}${v}` as Hex,
      }
    },
  ],
  [
    'other details than were signed',
    'ORDER_INVALID',
    async (clock) => ({ ...(await ask(hub, clock)), details: writeDetails({ ...DETAILS, architecture: 'arm64' }) }),
  ],
  [
    'details that are too long',
    'ORDER_INVALID',
    async (clock) => ({ ...(await ask(hub, clock)), details: details('') }),
  ],
  ['details of another shape, signed', 'ORDER_INVALID', (clock) => ask(hub, clock, {}, '{"a":1}')],
  ['an ask without details', 'ORDER_INVALID', (clock) => ask(hub, clock, {}, '')],
  ['a bid with details', 'ORDER_INVALID', (clock) => ask(hub, clock, { side: 'bid' })],
])('%s is refused with %s', async (_, code, make) => {
  const { client, clock, run, unexpected } = await startWorld()
  const api = client(hub.address)
  await expect(run(api.placeOrder(signedOrderToMessage(await make(clock))))).rejects.toEqual(coded(code))
  expect((await run(api.listOrders({ author: hub.address }))).orders).toEqual([])
  expect(unexpected).toEqual([])
})

test('an order that was signed for another chain or another market is refused', async () => {
  const { clock, marketplace, run } = await startWorld()
  const chain = new FakeChain()
  const elsewhere = [Object.assign(new FakeChain(), { chainId: 1 }), Object.assign(chain, { market: other.address })]
  const signed = await ask(hub, clock)
  for (const chain of elsewhere) {
    const world = await startWorld({ chain, clock: testStores().createClock() })
    await expect(world.run(world.marketplace.place(signed))).rejects.toEqual(coded('SIGNATURE_INVALID'))
  }
  await run(marketplace.place(signed))
})

test('no junk makes a handler throw anything uncoded, and none of it is kept', async () => {
  const { client, clock, run, unexpected } = await startWorld()
  const api = client(hub.address)
  const valid = signedOrderToMessage(await ask(hub, clock))
  const junk = fc.oneof(
    fc.string(),
    fc.mixedCase(fc.constant(other.address)),
    fc.constantFrom('0x', '-1', '1e9', '٣', '0'.repeat(90)),
  )
  const number = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  const fields = fc.record(
    {
      side: fc.nat(9),
      author: junk,
      counterparty: junk,
      nonce: junk,
      pricePerSecond: junk,
      expiresAtSeconds: number,
      durationSeconds: number,
      denomination: fc.nat(9),
      netFlags: fc.nat(),
      identityLevel: fc.nat(),
      detailsHash: junk,
      benchmarks: fc.array(number, { maxLength: 20 }),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fields, junk, junk, fc.nat(3), async (changed, signature, details, which) => {
      // At least one field is wrong in each: a signature, details or fields other than the signed.
      const order = { ...valid.order!, ...(which === 0 ? { author: other.address } : changed) } as OrderMessage
      const message = create(SignedOrderSchema, {
        order,
        signature: which === 1 ? signature : valid.signature,
        details: which === 2 ? details : `${valid.details} `,
      })
      const call = run(api.placeOrder(message))
      await expect(call).rejects.toMatchObject({ name: 'CodedError', code: expect.not.stringMatching(/^INTERNAL$/) })
      const calls = [
        api.getOrder({ orderHash: signature }),
        api.listOrders({ author: signature }),
        api.cancelOrder({ orderHash: signature, signature: details }),
      ]
      for (const outcome of await run(Promise.allSettled(calls))) {
        // A text that is an address by chance has no orders.
        if (outcome.status === 'fulfilled') expect(outcome.value).toMatchObject({ orders: [] })
        else expect(outcome.reason).toMatchObject({ name: 'CodedError' })
      }
      const search = {
        buyer: signature,
        query: details,
        orderBy: details.slice(0, 10),
        cursor: details,
        buyerIdentity: changed.netFlags ?? 0,
      }
      await run(api.search(search)).catch((error: unknown) =>
        expect(error).toMatchObject({ code: expect.stringMatching(/^(INPUT|QUERY)_INVALID$/) }),
      )
    }),
    { numRuns: 300 },
  )
  expect(unexpected).toEqual([])
  expect((await run(api.search({ explain: true }))).total).toBe(0)
})

test('the figures say what came in and what was refused', async () => {
  const { clock, marketplace, metrics, run } = await startWorld()
  await run(marketplace.place(await ask(hub, clock)))
  await run(marketplace.place(await ask(hub, clock, { expiresAtSeconds: 1n }))).catch(() => {})
  const text = await metrics.text()
  expect(text).toContain('sonm_marketplace_orders_live_count 1')
  expect(text).toContain('sonm_marketplace_orders_refused_total{code="ORDER_EXPIRED"} 1')
})
