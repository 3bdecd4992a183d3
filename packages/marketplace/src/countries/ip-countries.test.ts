import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIpCountries } from './ip-countries.ts'

const TABLE = `# made up
"5.1.0.0","5.1.255.255","de","Germany"
16909060,16909080,FR
2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,IT
0.0.0.0,0.255.255.255,-
`

test.each([
  ['5.1.0.0', 'DE'],
  ['5.1.255.255', 'DE'],
  ['5.2.0.0', undefined],
  ['::ffff:5.1.2.3', 'DE'],
  ['1.2.3.4', 'FR'],
  ['1.2.3.25', undefined],
  ['2001:db8::1', 'IT'],
  ['2001:db8:1::', undefined],
  ['0.1.2.3', undefined],
  ['loopback', undefined],
  ['', undefined],
])('%s is in %s', (ip, country) => {
  expect(readIpCountries(TABLE, 'table.csv')(ip)).toBe(country)
})

test.each([
  '5.1.0.0,5.1.255.255',
  '5.1.0.0,5.0.0.0,DE',
  'a,b,DE',
  '1.2.3.4,1.2.3.5,Germany',
  '4294967296,4294967297,DE',
])('a table with the line %s is refused, and the line named', (line) => {
  expect(() => readIpCountries(`1.0.0.0,1.0.0.1,DE\n${line}`, 'table.csv')).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', data: expect.objectContaining({ field: 'table.csv:2' }) }),
  )
})

test('an address is in the range that holds it, and in no other', () => {
  const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
  const starts = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(starts, fc.nat(2100), (found, ip) => {
      const ranges = found.map((start) => ({
        first: start * 10,
        last: start * 10 + 4,
        country: start % 2 ? 'DE' : 'FR',
      }))
      const table = ranges.map(({ first, last, country }) => `${dotted(first)},${last},${country}`).join('\n')
      const expected = ranges.find(({ first, last }) => first <= ip && ip <= last)?.country
      expect(readIpCountries(table, 't')(dotted(ip))).toBe(expected)
    }),
  )
})
