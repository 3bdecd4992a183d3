import { create } from '@bufbuild/protobuf'
import { HistoryPointSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { chartOf, chartValue, className, firstClass, percent, perHour, readingAt } from './price-view.ts'

test('classes and prices are told as people say them', () => {
  expect(['all', 'cpu', 'gpu:rtx4090'].map(className)).toEqual(['Everything', 'CPU, one core', 'GPU RTX4090, one card'])
  expect(perHour('')).toBe('–')
  expect(perHour((10n ** 18n).toString())).toBe('1 SNM/h')
  expect(percent(3333)).toBe('33.3 %')
})

test('a chart has a gap where there is no price, and none where nothing was paid', () => {
  const point = create(HistoryPointSchema, {
    startSeconds: 60n,
    closePerHour: '',
    volumeWei: '0',
    medianPerHour: `15${'0'.repeat(17)}`,
  })
  expect(chartOf([point])).toEqual({ times: [60], deals: [null], median: [1.5], paid: [0] })
  expect(chartValue('1')).toBe(0)
})

test('what is shown first has a price, where anything has', () => {
  expect(firstClass([])).toBeUndefined()
  expect(firstClass([{ marketClass: 'all' }, { marketClass: 'cpu' }] as never)).toBe('cpu')
})

test('below a chart stands what is pointed at, and the latest where nothing is', () => {
  const series = [{ name: 'Paid', unit: 'SNM', color: '--accent', values: [1234.5, null, 0.000001] }]
  const textAt = (at: number | undefined) => {
    const { seconds, readings } = readingAt([60, 120, 180], series, at)
    return [seconds, readings[0]!.text]
  }
  expect([0, 1, 2].map(textAt)).toEqual([
    [60, '1\u202f234.5 SNM'],
    [120, 'none'],
    [180, '0.000001 SNM'],
  ])
  // Beside the figures there are empty intervals.
  for (const at of [undefined, -1, 3]) expect(textAt(at)).toEqual(textAt(2))
})
