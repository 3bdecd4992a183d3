import { silentLogger } from '@sonm/common'
import { type Address, NET_FLAGS } from '@sonm/model'
import { expect, test } from 'vitest'
import { openHubBooks, WHOLE, WORKER } from '../testing/hub-books.ts'
import { PlanBook } from './plan-book.ts'

test('a plan that was never made is neither shown nor removed', async () => {
  const { plans } = await openHubBooks()
  const unknown = { code: 'PLAN_NOT_FOUND', data: { planId: 'none' } }
  await expect(plans.view('none')).rejects.toMatchObject(unknown)
  await expect(plans.remove('none')).rejects.toMatchObject(unknown)
})

test('a plan that the market could not settle is not stored', async () => {
  const { plans } = await openHubBooks()
  await expect(plans.create({ ...WHOLE, denomination: 'USD', pricePerSecond: 0n })).rejects.toMatchObject({
    code: 'PLAN_INVALID',
  })
  expect(await plans.views()).toEqual([])
})

test('what one plan holds is not sold by another', async () => {
  const { plans } = await openHubBooks()
  await plans.create(WHOLE)
  await expect(plans.create(WHOLE)).rejects.toMatchObject({ code: 'SLICE_UNAVAILABLE' })
  expect(await plans.views()).toHaveLength(1)
})

test('buyers who take turns and never buy hide a plan for less and less of the time', async () => {
  const { plans, clock } = await openHubBooks()
  const { planId } = await plans.create(WHOLE)
  const buyers = ['0x01', '0x02', '0x03'].map((start) => start.padEnd(42, '0') as Address)
  let hiddenSeconds = 0
  for (let second = 0; second < 3600; second++) {
    const before = (await plans.view(planId)).state
    if (before === 'reserved') hiddenSeconds++
    else await plans.reserve(planId, buyers[second % buyers.length]!, 60).catch(() => {})
    await clock.advance(1000)
  }
  // Three minutes, two, four, eight and sixteen of them apart, and so on.
  expect(hiddenSeconds).toBeGreaterThan(60)
  expect(hiddenSeconds).toBeLessThan(6 * 61)
})

test('a deal makes a plan one that is held for its next buyer again', async () => {
  const { plans, clock, store } = await openHubBooks()
  const { planId } = await plans.create(WHOLE)
  await plans.reserve(planId, `0x${'01'.repeat(20)}`, 60)
  await clock.advance(61_000)
  await plans.reserve(planId, `0x${'02'.repeat(20)}`, 60)
  expect((await plans.view(planId)).state).toBe('offered')
  await plans.sell(store, planId, 7n)
  await plans.beginRound(store, planId)
  await plans.reserve(planId, `0x${'03'.repeat(20)}`, 60)
  expect((await plans.view(planId)).state).toBe('reserved')
})

test('a plan that sells a network which no worker allows its tasks finds no place', async () => {
  const { plans } = await openHubBooks()
  const outbound = { ...WHOLE, netFlags: NET_FLAGS.outbound }
  await expect(plans.create(outbound)).rejects.toMatchObject({ code: 'SLICE_UNAVAILABLE' })
  await plans.ensure([outbound])
  expect(await plans.views()).toMatchObject([{ state: 'waiting', worker: undefined }])
  await plans.create({ ...WHOLE, netFlags: NET_FLAGS.incoming })
})

test('a removed plan that is made again is sold again at once, as the same one', async () => {
  const { plans } = await openHubBooks()
  const { planId, nonce } = await plans.create(WHOLE)
  await plans.noteSigned({ hash: '0x01', signed: '', nonce, expiresAtSeconds: plans.nowSeconds() + 300 }, planId)
  await plans.remove(planId)
  expect(await plans.create(WHOLE)).toMatchObject({ planId, nonce, removed: false })
  expect(await plans.views()).toMatchObject([{ state: 'offered' }])
})

test('the slice of a removed plan is free when its last ask has expired, and who wants it before is told when', async () => {
  const { plans, clock } = await openHubBooks()
  const { planId, nonce } = await plans.create(WHOLE)
  const expiresAtSeconds = plans.nowSeconds() + 300
  await plans.noteSigned({ hash: '0x01', signed: '', nonce, expiresAtSeconds }, planId)
  await plans.remove(planId)
  const dearer = { ...WHOLE, pricePerSecond: 6n, resources: { ...WHOLE.resources, cpuHundredths: 100 } }
  const freeAgain = `${new Date((expiresAtSeconds + 21) * 1000).toISOString().slice(11, 19)} UTC`
  const refused = await plans.create(dearer).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'SLICE_UNAVAILABLE', data: { freeAgain } })
  expect((refused as Error).message).toContain(`${WORKER} (1 core wanted, 0 free; `)
  // The chain stands still all the while.
  const free = () =>
    plans.freeRemoved(
      async () => 0,
      async () => false,
    )
  expect(await free()).toBe(321_000 - (clock.nowMs() % 1000))
  await clock.advance((await free())!)
  expect(await free()).toBe(undefined)
  await plans.create(dearer)
})

test('a removed plan whose nonce is used on chain keeps its slice for the deal that comes', async () => {
  const { plans } = await openHubBooks()
  const { planId, nonce } = await plans.create(WHOLE)
  await plans.noteSigned({ hash: '0x01', signed: '', nonce, expiresAtSeconds: plans.nowSeconds() - 100 }, planId)
  await plans.remove(planId)
  await plans.freeRemoved(
    async () => 0,
    async (used) => used === nonce,
  )
  await expect(plans.create({ ...WHOLE, pricePerSecond: 6n })).rejects.toMatchObject({ code: 'SLICE_UNAVAILABLE' })
})

test('a hub that starts with a plan that was removed says so, and says nothing once it is made again', async () => {
  const told: object[] = []
  const logger = { ...silentLogger, warn: (fields: object) => told.push(fields) }
  const { plans, ...shared } = await openHubBooks()
  const restarted = new PlanBook({ ...shared, logger })
  const { planId } = await plans.create(WHOLE)
  await restarted.ensure([WHOLE])
  expect(told).toEqual([])
  await plans.remove(planId)
  await restarted.ensure([WHOLE])
  expect(told).toEqual([{ planId }])
  expect(await plans.views()).toMatchObject([{ plan: { planId }, state: 'removed' }])
  await plans.create(WHOLE)
  await restarted.ensure([WHOLE])
  expect(told).toHaveLength(1)
})
