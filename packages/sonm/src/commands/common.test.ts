import { InvalidArgumentError } from 'commander'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { confirm, readCount, readDealId, readPort } from './common.ts'

test('a port from 1 to 65535 is read, every other number is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 200_000 }), (port) => {
      if (port >= 1 && port <= 65_535) expect(readPort(`${port}`)).toBe(port)
      else expect(() => readPort(`${port}`)).toThrow(InvalidArgumentError)
    }),
  )
})

test('a whole number above 0 is read as a count, with the option named when it is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (count) => {
      expect(readCount('--cores', `${count}`)).toBe(count)
    }),
  )
  for (const text of ['', '0', '-3', '2.5', '1e3', '0x10', ' 4', '1000000000', 'many']) {
    expect(() => readCount('--cores', text), text).toThrow(/^--cores: .*no whole number above 0/)
  }
})

test('a deal is named by its number alone', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }), (id) => {
      expect(readDealId(`${id}`)).toBe(id)
    }),
  )
  for (const text of ['', '0', '07', '-1', '1.0', '#7', '10000000000000000000', '0x7']) {
    expect(() => readDealId(text), text).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  }
})

test.each(['', '80a', '0x50', '1e3', ' 80', '80 ', '+80', '8.0', '000080'])("'%s' is no port", (text) => {
  expect(() => readPort(text)).toThrow(InvalidArgumentError)
})

test('without a terminal nothing is confirmed but by --yes', async () => {
  await confirm('Pay?', true)
  // Tests have no terminal to ask on.
  const refusal = await confirm('Pay?', undefined).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'CONFIRMATION_NEEDED', todo: expect.stringContaining('--yes') })
})
