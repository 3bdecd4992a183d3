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
  await expect(plans.create({ ...WHOLE, denomination: 'USD' })).rejects.toMatchObject({ code: 'PLAN_INVALID' })
  expect(await plans.views()).toEqual([])
})

test('what one plan holds is not sold by another', async () => {
  const { plans } = await openHubBooks()
  await plans.create(WHOLE)
  await expect(plans.create(WHOLE)).rejects.toMatchObject({ code: 'SLICE_UNAVAILABLE' })
  expect(await plans.views()).toHaveLength(1)
})
