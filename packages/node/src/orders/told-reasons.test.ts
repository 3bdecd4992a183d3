import { create } from '@bufbuild/protobuf'
import { parseQuery, relaxedQuery } from '@sonm/model'
import { anyText } from '@sonm/model/testing'
import { ExplainResponseSchema } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reasonsAbout, rejectionsAbout } from './told-reasons.ts'

const QUERY = 'ram>=64GB price<2SNM/h gpu.model in [rtx4090,rtx3090]'
const asked = parseQuery(QUERY).conditions
const told = (relax: { from: string; to: string }[], offers = 1) =>
  create(ExplainResponseSchema, { suggestions: [{ relax, offers }] })
const changesOf = (relax: { from: string; to: string }[], offers = 1) =>
  reasonsAbout(asked, told(relax, offers)).suggestions.flatMap(({ relax }) =>
    relax.map(({ requirement, from, to }) => [requirement, from, to]),
  )

test('what is told of the conditions is passed on in our words, also where another version writes them otherwise', () => {
  expect(
    rejectionsAbout(asked, [
      { requirement: 'ram>=62500000KiB', count: 3, missedAlone: 1, closest: 'ram>=18.83GiB' },
      { requirement: 'deal-with-self', count: 1, missedAlone: 0, closest: '' },
    ]),
  ).toEqual([
    { requirement: 'ram>=64GB', count: 3, missedAlone: 1, closest: 'ram>=18.83GiB' },
    { requirement: 'deal-with-self', count: 1, missedAlone: 0, closest: '' },
  ])
  expect(
    changesOf([
      { from: 'price<2SNM/h', to: 'price<=3SNM/h' },
      { from: 'ram>=62500000KiB', to: '' },
    ]),
  ).toEqual([
    ['price', 'price<2SNM/h', 'price<=3SNM/h'],
    ['benchmark:ram-size', 'ram>=64GB', ''],
  ])
})

test.each([
  ['another condition than was asked', 'ram>=65GB', 'ram>=1GB'],
  ['what is no condition', '\u001b[2J', ''],
  ['no condition instead', 'price<2SNM/h', '\u001b]0;owned\u0007'],
  ['a condition on something else instead', 'price<2SNM/h', 'reliability=0.1'],
  ['two conditions instead', 'price<2SNM/h', 'price<3SNM/h supplier=0x0000000000000000000000000000000000000001'],
])('a change of %s is not passed on', (_, from, to) => {
  expect(changesOf([{ from, to }])).toEqual([])
  expect(
    changesOf([
      { from: 'ram>=64GB', to: 'ram>=1GB' },
      { from, to },
    ]),
  ).toEqual([])
})

test('a change after which nothing fits, of nothing, or of more than was asked is not passed on', () => {
  const change = { from: 'ram>=64GB', to: 'ram>=1GB' }
  expect([changesOf([change], 0), changesOf([]), changesOf([change, change, change, change])]).toEqual([[], [], []])
})

test('whatever a marketplace tells, what is passed on is of what was asked, bounded, and can be searched for', () => {
  const words = fc.oneof(anyText(40), fc.constantFrom('ram>=64GB', 'ram>=1GB', 'price<2SNM/h', 'price<9USD/h', ''))
  const rejections = fc.array(fc.record({ requirement: words, count: fc.nat(), missedAlone: fc.nat(), closest: words }))
  const suggestions = fc.array(
    fc.record({ offers: fc.nat(), relax: fc.array(fc.record({ from: words, to: words }), { maxLength: 4 }) }),
  )
  fc.assert(
    fc.property(rejections, suggestions, (rejections, suggestions) => {
      const passed = reasonsAbout(asked, create(ExplainResponseSchema, { rejections, suggestions }))
      for (const { requirement, closest } of passed.rejections) {
        expect(QUERY).toContain(requirement)
        expect(parseQuery(closest).conditions.length).toBeLessThanOrEqual(1)
      }
      for (const { relax } of passed.suggestions) parseQuery(relaxedQuery(QUERY, relax))
    }),
    { numRuns: 500 },
  )
  const many = Array.from({ length: 10_000 }, () => ({
    requirement: 'ram>=64GB',
    count: 1,
    missedAlone: 0,
    closest: '',
  }))
  expect(rejectionsAbout(asked, many).length).toBeLessThan(200)
})
