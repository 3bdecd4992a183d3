import { type Address, NET_FLAGS } from '@sonm/model'
import { expect, test } from 'vitest'
import { openHubBooks, WHOLE } from '../testing/hub-books.ts'

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
