import { createClient } from '@connectrpc/connect'
import { CodedError, createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { testPostgres } from '@sonm/common/testing'
import { type Hex, orderHash, type SignedOrder, type Signer } from '@sonm/model'
import { createMemoryNet } from '@sonm/network/testing'
import { MarketplaceService, signedOrderToMessage } from '@sonm/protocol'
import { afterAll, expect, test } from 'vitest'
import { createMarketplace } from './marketplace.ts'
import { openMarketplaceDatabase } from './store/open-database.ts'
import { ask, cancelOf, DOMAIN, FakeChain, signer } from './testing/world.ts'

const postgres = await testPostgres()
afterAll(() => postgres.remove())

const clock = systemClock
const world = { clock, random: systemRandom, logger: silentLogger }
const LANES = 4

/** Marketplaces as daemons run them, on real time, which share a database. */
async function marketplaces(count: number) {
  const address = await postgres.createDatabase()
  const unexpected: unknown[] = []
  const net = createMemoryNet({ ...world, onUnexpected: (error) => unexpected.push(error) })
  const start = async (key: Signer) => {
    const { store, sharing } = await openMarketplaceDatabase({ kind: 'postgres', ...address }, world)
    const marketplace = createMarketplace({
      ...{ ...world, store, sharing: sharing!, signer: key, network: net.join(key.address) },
      chain: new FakeChain(),
      follow: { startBlock: 0n, confirmations: 0 },
      metrics: createMetrics({ processMetrics: false }),
      limits: { liveOrdersPerAuthor: 1_000_000 },
    })
    await marketplace.start()
    const stop = async () => {
      await marketplace.stop()
      await store.destroy()
    }
    return { key, store, hashes: () => [...marketplace.hashes()].sort(), stop }
  }
  const all = await Promise.all(Array.from({ length: count }, (_, at) => start(signer(100 + at))))
  const api = (caller: Signer, { key }: (typeof all)[number]) =>
    createClient(MarketplaceService, net.join(caller.address).rpc(key.address))
  return { all, api, start, unexpected }
}

type Api = ReturnType<Awaited<ReturnType<typeof marketplaces>>['api']>

/** Places one order after the other, and takes every fifth back; each call is made until it is answered. */
class Lane {
  readonly placed: SignedOrder[] = []
  readonly cancelled: Hex[] = []
  readonly failures: CodedError[] = []
  isOver = false
  readonly #api: Api
  readonly #hub: Signer

  constructor(hub: Signer, api: Api) {
    this.#hub = hub
    this.#api = api
  }

  async run(): Promise<void> {
    while (!this.isOver) {
      const signed = await ask(this.#hub, clock)
      const message = signedOrderToMessage(signed)
      const hash = orderHash(DOMAIN, signed.order)
      expect((await this.#answered(() => this.#api.placeOrder(message))).orderHash).toBe(hash)
      this.placed.push(signed)
      if (this.placed.length % 5 !== 0) continue
      const cancel = await cancelOf(this.#hub, hash, clock)
      await this.#answered(() => this.#api.cancelOrder(cancel))
      this.cancelled.push(hash)
    }
  }

  async #answered<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof CodedError) || !error.retryable) throw error
        this.failures.push(error)
      }
    }
  }
}

test('PostgreSQL is killed and started again under the load of two marketplaces: they go on by themselves, nothing acknowledged is lost, nothing is twice', async () => {
  const { all, api, start, unexpected } = await marketplaces(2)
  const lanes = all.flatMap((marketplace, who) =>
    Array.from({ length: LANES }, (_, at) => {
      const hub = signer(200 + who * LANES + at)
      return new Lane(hub, api(hub, marketplace))
    }),
  )
  const running = lanes.map((lane) => lane.run())
  const placed = () => lanes.flatMap((lane) => lane.placed)
  const more = () => expect.poll(() => placed().length, { timeout: 30_000 }).toBeGreaterThan(placed().length + 50)
  for (let time = 0; time < 3; time++) {
    await more()
    await postgres.stop('immediate')
    await postgres.start()
  }
  await more()
  for (const lane of lanes) lane.isOver = true
  await Promise.all(running)
  for (const { failures } of lanes) {
    expect(failures.length).toBeGreaterThan(0)
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['MARKETPLACE_STORE_FAILED']))
  }
  const cancelled = new Set(lanes.flatMap((lane) => lane.cancelled))
  const hashes = placed().map(({ order }) => orderHash(DOMAIN, order))
  const live = hashes.filter((hash) => !cancelled.has(hash)).sort()
  for (const marketplace of all) await expect.poll(marketplace.hashes, { timeout: 30_000 }).toEqual(live)
  const rowsOf = (table: 'placed_order' | 'signed_cancel') =>
    all[0]!.store
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
  expect(await rowsOf('placed_order')).toEqual({ rows: hashes.length })
  expect(await rowsOf('signed_cancel')).toEqual({ rows: cancelled.size })
  const fresh = await start(signer(99))
  expect(fresh.hashes()).toEqual(live)
  await Promise.all([...all, fresh].map(({ stop }) => stop()))
  expect(unexpected).toEqual([])
})
