import fc from 'fast-check'
import { expect, it } from 'vitest'
import { table } from './print.ts'

const HEAD = ['#', 'NAME', 'COUNTRY', 'PRICE', 'GPU']
const ROWS = [
  ['1', 'a', '-', '5 SNM/h', 'H200'],
  ['12', 'longer', '-', '10 SNM/h', '-'],
]

it('a table that is wider than the terminal goes on below, without the columns in which nothing is', () => {
  expect(table(HEAD, ROWS, ['PRICE'], 24).split('\n')).toEqual([
    '#   NAME       PRICE',
    '    GPU',
    '1   a        5 SNM/h',
    '    H200',
    '12  longer  10 SNM/h',
    '    -',
  ])
  expect(table(HEAD, ROWS, ['PRICE'], 80).split('\n')).toHaveLength(3)
  expect(table(HEAD, [], ['PRICE'], 24).split('\n')).toEqual(['#  NAME  COUNTRY  PRICE', '   GPU'])
})

it('prose takes the room that is left, and an empty line of it is left out', () => {
  const prose = 'what a machine costs, for any stretch of time; without one, an hour'
  expect(
    table(
      ['FIELD', 'WHAT', 'ALSO'],
      [
        ['price', prose, 'cost'],
        ['gpu', 'cards', ''],
      ],
      [],
      40,
    ).split('\n'),
  ).toEqual([
    'FIELD  WHAT',
    '       ALSO',
    'price  what a machine costs, for any',
    '       stretch of time; without one, an',
    '       hour',
    '       cost',
    'gpu    cards',
  ])
})

it('no line is wider than the terminal, and nothing that is said is lost', () => {
  const cell = fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,12}){0,8}$/)
  const tables = fc
    .integer({ min: 1, max: 7 })
    .chain((width) =>
      fc.tuple(
        fc.array(fc.stringMatching(/^[A-Z]{1,9}$/), { minLength: width, maxLength: width }),
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 40, max: 120 }),
      ),
    )
  fc.assert(
    fc.property(tables, ([head, rows, columns]) => {
      const text = table(head, rows, [], columns)
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
      const said = (all: string) => all.split(/\s+/).filter(Boolean).sort()
      expect(said(text)).toEqual(said([head, ...rows].flat().join(' ')))
    }),
  )
})
