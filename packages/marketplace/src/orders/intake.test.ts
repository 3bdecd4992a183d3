import { isCoded, VirtualClock } from '@sonm/common'
import { fail, type Hex, type Order, orderHash, type SignedOrder, ZERO_BYTES32 } from '@sonm/model'
import { runUntilSettled } from '@sonm/network/testing'
import { expect, test } from 'vitest'
import { type MarketplaceLimits, marketplaceLimits } from '../limits.ts'
import { OrderStore } from '../store/order-store.ts'
import { SqliteOrderRows } from '../store/sqlite-order-rows.ts'
import type { StoredOrder } from '../store/stored-order.ts'
import { openMarketplaceStore } from '../store/tables.ts'
import { ordersOf } from '../testing/store-suite.ts'
import { ask, DOMAIN, signer } from '../testing/world.ts'
import { inProcessVerifier, type OrderVerifier } from '../verification/order-verifier.ts'
import type { Outcome } from './coming-order.ts'
import { Intake, type IntakeOptions, type Sender } from './intake.ts'
import { LiveOrders, UNKNOWN_SUPPLIER } from './live-orders.ts'

async function memoryStore(clock: VirtualClock): Promise<OrderStore> {
  const rows = new SqliteOrderRows(await openMarketplaceStore(':memory:'))
  return new OrderStore({ rows, clock, maxPerCommit: 10, member: signer(9).address })
}

test('an order that is taken between its check and the disk enters neither book nor, after a restart, the market', async () => {
  const clock = new VirtualClock()
  const store = await memoryStore(clock)
  const live = new LiveOrders()
  const signed = await ask(signer(1), clock)
  let judged = 0
  const taken = fail('ORDER_TAKEN', { author: '0x', nonce: '1' })
  const judge = () => (judged++ === 0 ? ('fits' as const) : taken)
  const facts = { isConfirmed: () => true, check: async () => {}, judge }
  const verifier = inProcessVerifier(DOMAIN)
  const intake = new Intake({ clock, limits: marketplaceLimits, verifier, facts, store, live })
  await expect(runUntilSettled(clock, intake.place(signed, { host: 'h' }))).rejects.toMatchObject({
    code: 'ORDER_TAKEN',
  })
  expect([live.size, live.book.size]).toEqual([0, 0])
  const stored: StoredOrder[] = []
  await store.load({ nowSeconds: 0n, onPage: (orders) => void stored.push(...ordersOf(orders)) })
  expect(stored).toMatchObject([{ hash: orderHash(DOMAIN, signed.order), isWithdrawn: true }])
})

const clock = new VirtualClock()
const [hub, other] = [signer(1), signer(2)] as const
const allFit = { isConfirmed: () => true, check: async () => {}, judge: () => 'fits' as const }

/** Takes every order whose signature is right. */
function fittingIntake(store: OrderStore, live: LiveOrders, onUnexpected?: IntakeOptions['onUnexpected']): Intake {
  const verifier = inProcessVerifier(DOMAIN)
  const options = { clock, limits: marketplaceLimits, verifier, facts: allFit, store, live }
  return new Intake({ ...options, ...(onUnexpected && { onUnexpected }) })
}

/** An intake whose signatures are judged when a test says so. */
async function startIntake(options: { limits?: Partial<MarketplaceLimits>; facts?: IntakeOptions['facts'] } = {}) {
  const store = await memoryStore(clock)
  const live = new LiveOrders()
  const judge = inProcessVerifier(DOMAIN)
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const batches: number[] = []
  const verifier: OrderVerifier = {
    ...judge,
    async verify(orders) {
      batches.push(orders.length)
      await gate
      return judge.verify(orders)
    },
  }
  const limits = { ...marketplaceLimits, ...options.limits }
  const intake = new Intake({ clock, limits, verifier, facts: options.facts ?? allFit, store, live })
  return { intake, live, batches, open }
}

const BID = { side: 'bid', detailsHash: ZERO_BYTES32 } as const
const codes = (outcomes: readonly Outcome[]) => outcomes.map((one) => (isCoded(one) ? one.code : 'placed'))
const asks = (count: number, author = hub) => Promise.all(Array.from({ length: count }, () => ask(author, clock)))
/** Of the right form, and of no meaning. */
const worthless = (signed: SignedOrder): SignedOrder => ({ ...signed, signature: `0x${'11'.repeat(64)}1b` })

test('of many orders at once each has its own outcome, in their order, and twice the same is one', async () => {
  const { intake, live, open } = await startIntake()
  const [one, two] = (await asks(2)) as [SignedOrder, SignedOrder]
  const late = await ask(hub, clock, { expiresAtSeconds: 1n })
  const placed = intake.placeAll([one, late, worthless(two), one, two], { host: 'h' })
  open()
  const outcomes = await runUntilSettled(clock, placed)
  expect(codes(outcomes)).toEqual(['placed', 'ORDER_EXPIRED', 'SIGNATURE_INVALID', 'placed', 'placed'])
  expect(outcomes[0]).toBe(outcomes[3])
  expect(live.size).toBe(2)
})

test('what waits has an end for a sender and for all, and the refusal says that it may be sent again', async () => {
  const { intake, open } = await startIntake({
    limits: { ordersWaiting: 5, ordersWaitingPerSender: 3, ordersPerBatch: 1 },
  })
  const facts = await asks(8)
  const flood = intake.placeAll(facts.slice(0, 4), { host: 'one' })
  const others = intake.placeAll(facts.slice(4), { host: 'two' })
  open()
  const outcomes = await runUntilSettled(clock, Promise.all([flood, others]))
  expect(codes(outcomes[0])).toEqual(['placed', 'placed', 'placed', 'MARKETPLACE_BUSY'])
  expect(codes(outcomes[1])).toEqual(['placed', 'placed', 'placed', 'MARKETPLACE_BUSY'])
  expect(outcomes[0][3]).toMatchObject({ retryable: true })
})

test('a sender of worthless orders is refused before their signatures cost anything, and only he, for a while', async () => {
  const { intake, batches, open } = await startIntake({ limits: { worthlessBurst: 4, worthlessPerSecond: 1 } })
  open()
  const junk = (await asks(6)).map(worthless)
  const send = async (orders: readonly SignedOrder[], sender: Sender) =>
    codes(await runUntilSettled(clock, intake.placeAll(orders, sender)))
  expect(await send(junk.slice(0, 4), { host: 'bad' })).toEqual(Array(4).fill('SIGNATURE_INVALID'))
  const judged = batches.length
  expect(await send(junk.slice(4), { host: 'bad' })).toEqual(['MARKETPLACE_BUSY', 'MARKETPLACE_BUSY'])
  expect(batches).toHaveLength(judged)
  // A neighbour behind the same host who sends his own as a confirmed hub, and everybody elsewhere.
  expect(await send(await asks(1), { host: 'bad', caller: hub.address })).toEqual(['placed'])
  expect(await send(await asks(1), { host: 'good' })).toEqual(['placed'])
  expect(await send(await asks(1), { host: 'bad', caller: other.address })).toEqual(['MARKETPLACE_BUSY'])
  await clock.advance(1_000)
  expect(await send(await asks(1), { host: 'bad' })).toEqual(['placed'])
})

test('orders of others that are sent again and again count as worthless, and those of oneself do not', async () => {
  const { intake, open } = await startIntake({ limits: { worthlessBurst: 3 } })
  open()
  const [signed] = (await asks(1)) as [SignedOrder]
  const again = async (sender: Sender) => codes(await runUntilSettled(clock, intake.placeAll([signed], sender)))[0]
  const own = { host: 'h', caller: hub.address }
  for (let time = 0; time < 9; time++) expect(await again(own)).toBe('placed')
  for (let time = 0; time < 3; time++) expect(await again({ host: 'echo' })).toBe('placed')
  expect(await again({ host: 'echo' })).toBe('MARKETPLACE_BUSY')
})

test('what the chain must be asked for has an end, and holds up nobody else', async () => {
  const unknown = {
    ...allFit,
    judge: (order: Order) => (order.author === other.address ? 'unknown' : 'fits') as 'fits',
  }
  const never = { ...unknown, check: () => new Promise<void>(() => {}) }
  const { intake, open } = await startIntake({ facts: never, limits: { ordersAskedOfChain: 2 } })
  open()
  const slow = (await asks(3, other)).map((signed) => intake.placeAll([signed], { host: 'x' }))
  expect(codes(await runUntilSettled(clock, slow[2]!))).toEqual(['MARKETPLACE_BUSY'])
  expect(codes(await runUntilSettled(clock, intake.placeAll(await asks(1), { host: 'h' })))).toEqual(['placed'])
})

test('a sender who has sent too much of no worth gets his answers late, up to a number of them', async () => {
  const { intake, open } = await startIntake({ limits: { worthlessBurst: 1, worthlessPauseMs: 100, heldAnswers: 1 } })
  open()
  const sender = { host: 'bad' }
  await intake.checkWelcome(sender)
  intake.noteWorthless(sender, 1)
  const outcomes: string[] = []
  const note = (name: string) => () => void outcomes.push(name)
  const held = intake.checkWelcome(sender).catch(note('held'))
  const atOnce = intake.checkWelcome(sender).catch(note('at once'))
  await intake.checkWelcome({ ...sender, caller: hub.address })
  await atOnce
  expect(outcomes).toEqual(['at once'])
  await clock.advance(100)
  await held
  expect(outcomes).toEqual(['at once', 'held'])
})

test('orders of which the chain tells at the same moment are stored together', async () => {
  const store = await memoryStore(clock)
  const groups: number[] = []
  const placeAll = store.placeAll.bind(store)
  store.placeAll = (orders) => {
    groups.push(orders.length)
    return placeAll(orders)
  }
  let isKnown = false
  const facts: IntakeOptions['facts'] = {
    isConfirmed: () => true,
    judge: () => (isKnown ? 'fits' : 'unknown'),
    async check() {
      await Promise.resolve()
      isKnown = true
    },
  }
  const verifier = inProcessVerifier(DOMAIN)
  const intake = new Intake({ clock, limits: marketplaceLimits, verifier, facts, store, live: new LiveOrders() })
  const orders = await Promise.all([1, 2, 3].map((by) => ask(signer(by), clock)))
  const outcomes = await runUntilSettled(clock, intake.placeAll(orders, { host: 'h' }))
  expect(outcomes).toEqual(orders.map(({ order }) => orderHash(DOMAIN, order)))
  expect(groups).toEqual([3])
})

test.each(['ask', 'bid'] as const)(
  'an %s that the book does not take, though it is on disk, ends alone, and is withdrawn there',
  async (side) => {
    const store = await memoryStore(clock)
    const sent = await Promise.all(
      [1, 2, 3].map(() => ask(hub, clock, side === 'bid' ? BID : {}, side === 'bid' ? '' : undefined)),
    )
    const hashes = sent.map(({ order }) => orderHash(DOMAIN, order))
    const placed = ({ hash }: { hash: string }) => {
      if (hash === hashes[1]) throw new Error('it is not taken')
    }
    const live = new LiveOrders({ placed, ended() {} })
    const defects: unknown[] = []
    const intake = fittingIntake(store, live, (error) => defects.push(error))
    const outcomes = await runUntilSettled(clock, intake.placeAll(sent, { host: 'h' }))
    expect(outcomes).toEqual([hashes[0], expect.objectContaining({ code: 'ORDER_NOT_JUDGED' }), hashes[2]])
    expect(defects).toEqual([new Error('it is not taken')])
    expect(hashes.map((hash) => live.has(hash))).toEqual([true, false, true])
    const stored: StoredOrder[] = []
    await store.load({ nowSeconds: 0n, onPage: (orders) => void stored.push(...ordersOf(orders)) })
    expect(stored.map(({ isWithdrawn }) => isWithdrawn)).toEqual([false, true, false])
    await runUntilSettled(clock, intake.idle())
  },
)

/** Facts that fail over one order, when it is asked for the n-th time. */
function failingFacts(hash: Hex, at: number): IntakeOptions['facts'] {
  let asked = 0
  return {
    ...allFit,
    judge(_, judged) {
      if (judged === hash && ++asked === at) throw new Error('a defect')
      return 'fits'
    },
  }
}

test.each([
  ['before it is stored', 1, 0],
  ['once it is stored', 2, 1],
])(
  'an order whose judgement fails %s ends coded and alone, leaves nothing reserved, and may come again',
  async (_, at, onDisk) => {
    const store = await memoryStore(clock)
    const sent = await asks(3)
    const hashes = sent.map(({ order }) => orderHash(DOMAIN, order))
    const [verifier, live, defects] = [inProcessVerifier(DOMAIN), new LiveOrders(), [] as unknown[]]
    const facts = failingFacts(hashes[1]!, at)
    const limits = { ...marketplaceLimits, liveOrdersPerAuthor: 3, ordersInWork: 3 }
    const onUnexpected = (error: unknown) => defects.push(error)
    const intake = new Intake({ clock, limits, verifier, facts, store, live, onUnexpected })
    const place = () => runUntilSettled(clock, intake.placeAll(sent, { host: 'h' }))
    expect(await place()).toEqual([hashes[0], expect.objectContaining({ code: 'ORDER_NOT_JUDGED' }), hashes[2]])
    expect(defects).toEqual([new Error('a defect')])
    await runUntilSettled(clock, intake.idle())
    const stored: StoredOrder[] = []
    await store.load({ nowSeconds: 0n, onPage: (orders) => void stored.push(...ordersOf(orders)) })
    // Nothing was withdrawn: on a shared store another marketplace may have acknowledged it.
    expect(stored.map(({ isWithdrawn }) => isWithdrawn)).toEqual(Array(2 + onDisk).fill(false))
    expect(await place()).toEqual(hashes)
  },
)

test('an order whose question to the chain fails at once is ended, and takes no place among those that are asked about', async () => {
  const failing = {
    isConfirmed: () => true,
    judge: () => 'unknown' as const,
    check(): Promise<void> {
      throw new Error('a defect')
    },
  }
  const { intake, open } = await startIntake({ facts: failing, limits: { ordersAskedOfChain: 1 } })
  open()
  for (let time = 0; time < 3; time++) {
    const outcomes = await runUntilSettled(clock, intake.placeAll(await asks(2), { host: 'h', caller: hub.address }))
    expect(codes(outcomes)).toEqual(['ORDER_NOT_JUDGED', 'ORDER_NOT_JUDGED'])
  }
  await runUntilSettled(clock, intake.idle())
})

test("a supplier of whom nothing can be told keeps his own ask out of the book, and nobody else's", async () => {
  const store = await memoryStore(clock)
  const sent = await Promise.all([hub, other].map((author) => ask(author, clock)))
  const live = new LiveOrders(undefined, undefined, (author) => {
    if (author === hub.address) throw new Error('a defect')
    return UNKNOWN_SUPPLIER
  })
  const intake = fittingIntake(store, live)
  const outcomes = await runUntilSettled(clock, intake.placeAll(sent, { host: 'h' }))
  expect(codes(outcomes)).toEqual(['ORDER_NOT_JUDGED', 'placed'])
})

test('when the disk fails all of a batch are told, nothing is in the book, and what was acknowledged before stays', async () => {
  const store = await memoryStore(clock)
  const live = new LiveOrders()
  const intake = fittingIntake(store, live)
  const place = async (orders: readonly SignedOrder[]) =>
    codes(await runUntilSettled(clock, intake.placeAll(orders, { host: 'h' })))
  expect(await place(await asks(2))).toEqual(['placed', 'placed'])
  const placeAll = store.placeAll.bind(store)
  store.placeAll = () => Promise.reject(fail('MARKETPLACE_STORE_FAILED', {}))
  const sent = await asks(3)
  expect(await place(sent)).toEqual(Array(3).fill('MARKETPLACE_STORE_FAILED'))
  expect(live.size).toBe(2)
  store.placeAll = placeAll
  expect(await place(sent)).toEqual(Array(3).fill('placed'))
  expect(live.size).toBe(5)
})
