import type { MarketEvent } from '@sonm/chain'
import { openStore, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type Deal, type Hex, NET_FLAGS, NO_BENCHMARKS, ZERO_BYTES32 } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import { expect, test } from 'vitest'
import { Notices } from '../notices.ts'
import { PlanBook } from '../plans/plan-book.ts'
import { type HubTables, hubMigrations } from '../store/schema.ts'
import { WHOLE } from '../testing/hub-books.ts'
import { WorkerBook } from '../workers/worker-book.ts'
import { DealBook } from './deal-book.ts'

const HUB: Address = `0x${'aa'.repeat(20)}`
const WORKER: Address = `0x${'bb'.repeat(20)}`
const ASK: Hex = `0x${'11'.repeat(32)}`
const resources = { cpuHundredths: 100, ramBytes: 2 ** 30, storageBytes: 2 ** 30, gpuIds: [] }

const deal = sampleDeal({
  id: 7n,
  buyer: `0x${'cc'.repeat(20)}`,
  hub: HUB,
  master: `0x${'dd'.repeat(20)}`,
  pricePerSecond: 5n,
  startedAtSeconds: 100n,
  billedUntilSeconds: 100n,
  lockedWei: 18_000n,
  askHash: ASK,
})

function eventAt(block: number, event: { kind: 'dealOpened' | 'dealBilled' | 'dealClosed'; deal: Deal }): MarketEvent {
  const { kind, deal } = event
  const place = { blockNumber: BigInt(block), blockHash: hashOf(block), logIndex: 0, txHash: hashOf(block) }
  const at = { ...place, timestampSeconds: BigInt(100 + block) }
  if (kind === 'dealOpened') return { ...at, kind, deal }
  const { id: dealId, pricePerSecond, lockedWei, billedUntilSeconds, amendments } = deal
  if (kind === 'dealClosed') return { ...at, kind, dealId, paidWei: 0n, returnedWei: 0n, by: HUB }
  const money = { pricePerSecond, lockedWei, billedUntilSeconds, amendments }
  return { ...at, kind, dealId, paidWei: 0n, money }
}

const hashOf = (block: number): Hex => `0x${block.toString(16).padStart(64, '0')}`
const checkpointAt = (block: number) => [{ number: BigInt(block), hash: hashOf(block) }]

async function openBooks() {
  const store = await openStore<HubTables>(':memory:', hubMigrations)
  const clock = new VirtualClock()
  const shared = { store, clock, logger: silentLogger, notices: new Notices(), random: seededRandom(1) }
  const workers = new WorkerBook({ ...shared, allowed: [WORKER] })
  const machine = {
    resources,
    benchmarks: NO_BENCHMARKS,
    gpuMemoryBytes: {},
    architecture: 'x64',
    cpuModel: '',
    gpus: [],
  }
  await workers.register({ address: WORKER, name: 'w', machine, executors: ['noop'], netFlags: NET_FLAGS.incoming })
  await workers.connect(WORKER)
  const plans = new PlanBook({ ...shared, workers })
  const plan = await plans.create(WHOLE)
  await plans.noteSigned({ hash: ASK, signed: '', nonce: plan.nonce, expiresAtSeconds: 500 }, plan.planId)
  const deals = new DealBook({ ...shared, plans, hub: HUB })
  const state = async () => (await plans.views())[0]!.state
  return { clock, store, plans, deals, plan, state }
}

test('the same events again change nothing, and each batch is stored with how far the chain was read', async () => {
  const { deals, state } = await openBooks()
  for (let turn = 0; turn < 2; turn++) {
    await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal })], checkpointAt(1))
    expect(await state()).toBe('sold')
    expect((await deals.open()).map((record) => record.deal)).toEqual([deal])
  }
  expect(await deals.checkpoint()).toEqual(checkpointAt(1))
})

test('a new round begins when the deal is over, and nothing of the old one is remembered', async () => {
  const { deals, plans, plan, store, state } = await openBooks()
  await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal })], checkpointAt(1))
  expect(
    await plans.noteSigned({ hash: ZERO_BYTES32, signed: '', nonce: plan.nonce, expiresAtSeconds: 9 }, plan.planId),
  ).toBe(false)
  await deals.applyEvents([eventAt(2, { kind: 'dealClosed', deal })], checkpointAt(2))
  expect(await state()).toBe('offered')
  expect((await plans.view(plan.planId)).plan.nonce).not.toBe(plan.nonce)
  expect(await store.selectFrom('ask').selectAll().execute()).toEqual([])
})

test('a slice whose tasks the worker has not ended yet is not offered again', async () => {
  const { deals, store, state } = await openBooks()
  await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal })], checkpointAt(1))
  await store
    .insertInto('task')
    .values({
      task_id: 't',
      deal_id: 7,
      worker: WORKER,
      buyer: deal.buyer,
      executor: 'noop',
      spec: '',
      limits: '',
      created_at_ms: 0,
      run: 1,
      stop_reason: '',
      observation: '',
      ended: 0,
      confirmed: 0,
      log_received_bytes: 0,
    })
    .execute()
  await deals.applyEvents([eventAt(2, { kind: 'dealClosed', deal })], checkpointAt(2))
  expect(await state()).toBe('waiting')
  expect(await store.selectFrom('task').select(['run', 'stop_reason']).execute()).toEqual([
    { run: 0, stop_reason: 'deal-closed' },
  ])
})

test('a reorganisation takes a bill back, and a deal that comes again goes on', async () => {
  const { clock, deals, state } = await openBooks()
  const billed = { ...deal, billedUntilSeconds: 200n, lockedWei: 17_500n }
  await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal })], checkpointAt(1))
  await deals.applyEvents([eventAt(2, { kind: 'dealBilled', deal: billed })], checkpointAt(2))
  expect((await deals.get(7n)).deal).toEqual(billed)
  await deals.rollBack(1n, checkpointAt(1))
  expect((await deals.get(7n)).deal).toEqual(deal)
  await deals.rollBack(0n, checkpointAt(0))
  expect(await state()).toBe('sold')
  await deals.applyEvents(
    [eventAt(2, { kind: 'dealOpened', deal: { ...deal, startedAtSeconds: 102n } })],
    checkpointAt(2),
  )
  await clock.advance(600_000)
  await deals.endVoid()
  expect((await deals.open()).map((record) => record.deal.startedAtSeconds)).toEqual([102n])
})

test('a deal that a reorganisation took away for good ends, and its plan is offered again', async () => {
  const { clock, deals, state } = await openBooks()
  await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal })], checkpointAt(1))
  await deals.rollBack(0n, checkpointAt(0))
  await clock.advance(200_000)
  await deals.endVoid()
  expect(await state()).toBe('sold')
  await clock.advance(200_000)
  await deals.endVoid()
  expect(await deals.open()).toEqual([])
  expect(await state()).toBe('offered')
})

test('deals of other hubs are none of ours', async () => {
  const { deals, state } = await openBooks()
  const other = { ...deal, hub: WORKER }
  await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal: other })], checkpointAt(1))
  expect(await deals.open()).toEqual([])
  expect(await state()).toBe('offered')
})

test('a deal that pays another master gets no slice, and its plan goes on when it is closed', async () => {
  const { deals, store, state } = await openBooks()
  await store
    .insertInto('master')
    .values({ id: 1, address: `0x${'ee'.repeat(20)}` })
    .execute()
  await deals.applyEvents([eventAt(1, { kind: 'dealOpened', deal })], checkpointAt(1))
  const [record] = await deals.open()
  expect(record!.slice).toBeUndefined()
  await deals.applyEvents([eventAt(2, { kind: 'dealClosed', deal })], checkpointAt(2))
  expect(await state()).toBe('offered')
})
