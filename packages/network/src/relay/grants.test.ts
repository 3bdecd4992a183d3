import { always, Changeable, createMetrics, type Metrics, silentLogger, systemRandom, VirtualClock } from '@sonm/common'
import { type Address, fail, MAX_GRANT_SECONDS } from '@sonm/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import { testSigner } from '../testing/loopback.ts'
import { type GrantableDeal, RelayGrants, type RelayGrantsOptions } from './grants.ts'

const GRANT_MS = Number(MAX_GRANT_SECONDS) * 1000
const relayOf = (byte: number): RelayEndpoint => ({
  host: `192.0.2.${byte}`,
  port: 15_022,
  relay: testSigner(byte).address,
})
const [bad, good] = [relayOf(3), relayOf(4)]
const buyer: Address = testSigner(1).address
const deals: readonly GrantableDeal[] = [7n, 8n].map((dealId) => ({ dealId, buyer }))

let clock: VirtualClock
let open: readonly GrantableDeal[]
/** What came to each relay, in turn: the deal, and the second of its end. */
let heard: { relay: RelayEndpoint; dealId: bigint; untilSeconds: bigint }[]
let grants: RelayGrants
let metrics: Metrics
beforeEach(() => {
  clock = new VirtualClock()
  open = deals
  heard = []
  metrics = createMetrics({ processMetrics: false })
})
afterEach(() => grants.stop())

/** @param answer what a relay has carried, or why it does not grant */
async function setUp(
  answer: (relay: RelayEndpoint, dealId: bigint, signal: AbortSignal) => Promise<bigint>,
  options: Partial<Pick<RelayGrantsOptions, 'relays'>> & { terms?: Map<RelayEndpoint, number> } = {},
) {
  const { relays = always([bad, good]), terms = new Map([bad, good].map((relay) => [relay, 1])) } = options
  grants = new RelayGrants({
    relays,
    places: {
      termAt: (relay) => terms.get(relay),
      async grant(relay, { dealId, untilSeconds }, signal) {
        const carried = await answer(relay, dealId, signal!)
        heard.push({ relay, dealId, untilSeconds })
        return carried
      },
    },
    deals: async () => open,
    clock,
    random: systemRandom,
    logger: silentLogger,
    metrics,
  })
  await grants.start()
  await clock.advance(0)
  return terms
}

const heardBy = (relay: RelayEndpoint) => heard.filter((each) => each.relay === relay).map(({ dealId }) => dealId)
const full = fail('RELAY_BUSY', { what: 'deals of one hub', limit: 1 })

test('a relay that refuses every grant holds up no other, and why is told', async () => {
  await setUp(async (relay) => {
    if (relay === bad) throw full
    return 5n
  })
  expect(heardBy(good)).toEqual([7n, 8n])
  expect(grants.at(good)).toEqual(
    deals.map(({ dealId }) => ({ dealId, carriedBytes: 5n, toldAtMs: clock.nowMs(), reason: '' })),
  )
  const reason = expect.stringContaining('deals of one hub')
  expect(grants.at(bad)).toEqual(deals.map(({ dealId }) => ({ dealId, carriedBytes: 0n, toldAtMs: undefined, reason })))
})

test('a relay that never answers a grant holds up no other', async () => {
  await setUp((relay, _, signal) => {
    if (relay === good) return Promise.resolve(0n)
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  expect(heardBy(good)).toEqual([7n, 8n])
})

test('a deal that a relay refuses holds up no other deal, and is granted once the relay has room', async () => {
  let isFull = true
  await setUp(async (_, dealId) => {
    if (dealId === 7n && isFull) throw full
    return 0n
  })
  expect(heardBy(good)).toEqual([8n])
  isFull = false
  await clock.advance(10_000)
  expect(heardBy(good)).toEqual([8n, 7n])
  expect(grants.at(good).map(({ reason }) => reason)).toEqual(['', ''])
})

test('a deal is granted again at half of its time, so that it never runs out, and what was carried is kept', async () => {
  let carriedBytes = 0n
  await setUp(async () => carriedBytes)
  await clock.advance(GRANT_MS / 2 - 2_000)
  expect(heardBy(good)).toEqual([7n, 8n])
  carriedBytes = 70_000_000n
  await clock.advance(4_000)
  expect(heardBy(good)).toEqual([7n, 8n, 7n, 8n])
  const [first, , again] = heard.filter(({ relay }) => relay === good)
  expect(Number(again!.untilSeconds - first!.untilSeconds) * 1000).toBeGreaterThanOrEqual(GRANT_MS / 2 - 2_000)
  expect(grants.at(good).map((deal) => deal.carriedBytes)).toEqual([70_000_000n, 70_000_000n])
})

/** What Prometheus reads of a relay, by the deal. */
async function measured(relay: RelayEndpoint): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.includes(`${relay.relay}@${relay.host}`))
  const read = (line: string) => /^sonm_hub_relay_carried_bytes\{.*deal="(\d+)"\} (\d+)$/.exec(line)!
  return Object.fromEntries(lines.map(read).map(([, deal, bytes]) => [deal, Number(bytes)]))
}

test('what each relay has carried of each deal is measured, with its age, until the deal ends or the relay forgets it', async () => {
  let carriedBytes = 3n
  let refuses = false
  const terms = await setUp(async (relay) => {
    if (refuses) throw full
    return relay === bad ? 9n : carriedBytes
  })
  expect([await measured(bad), await measured(good)]).toEqual([
    { 7: 9, 8: 9 },
    { 7: 3, 8: 3 },
  ])
  carriedBytes = 2n ** 40n
  await clock.advance(GRANT_MS / 2)
  expect(await measured(good)).toEqual({ 7: 2 ** 40, 8: 2 ** 40 })
  // A relay that refuses says nothing new, and what it said has its age.
  const toldAtMs = clock.nowMs()
  refuses = true
  await clock.advance(GRANT_MS)
  expect(grants.at(good)).toMatchObject([{ carriedBytes, toldAtMs }, { carriedBytes }])
  open = [deals[1]!]
  await clock.advance(1_000)
  expect(await measured(good)).toEqual({ 8: 2 ** 40 })
  terms.set(good, 2)
  await clock.advance(1_000)
  expect([await measured(bad), await measured(good)]).toEqual([{ 8: 9 }, {}])
  await grants.stop()
  expect(await measured(bad)).toEqual({})
})

test('a relay that has forgotten is told again within a second, however shortly it was away', async () => {
  const terms = await setUp(async () => 0n)
  terms.set(good, 2)
  await clock.advance(1_000)
  expect(heardBy(good)).toEqual([7n, 8n, 7n, 8n])
  expect(heardBy(bad)).toEqual([7n, 8n])
})

test('a relay where we have no place is not asked, and is told as soon as we have one', async () => {
  const terms = await setUp(async () => 0n, { terms: new Map([[good, 1]]) })
  expect(heardBy(bad)).toEqual([])
  terms.set(bad, 1)
  await clock.advance(1_000)
  expect(heardBy(bad)).toEqual([7n, 8n])
})

test('a deal that has ended is granted no more and forgotten; a new one is granted within a second', async () => {
  await setUp(async () => 0n)
  open = [deals[1]!, { dealId: 9n, buyer }]
  await clock.advance(1_000)
  expect(heardBy(good)).toEqual([7n, 8n, 9n])
  expect(grants.at(good).map(({ dealId }) => dealId)).toEqual([8n, 9n])
  await clock.advance(GRANT_MS)
  expect(heardBy(good).filter((dealId) => dealId === 7n)).toHaveLength(1)
})

test('a relay that comes into the list is told, and one that leaves it is not', async () => {
  const relays = new Changeable([bad])
  await setUp(async () => 0n, { relays })
  relays.set([good])
  await clock.advance(1_000)
  expect([heardBy(bad), heardBy(good)]).toEqual([
    [7n, 8n],
    [7n, 8n],
  ])
  await clock.advance(GRANT_MS)
  expect(heardBy(bad)).toEqual([7n, 8n])
})
