import { fail, parseDurationMs, parsePrice, parseTypedSize } from '@sonm/model'
import { expect, test } from 'vitest'
import { inOption, optionOf, withOptionNames } from './in-option.ts'

const what = (read: () => unknown) => {
  try {
    return read()
  } catch (error) {
    return error
  }
}

test('what is wrong with an option names it, keeps its code and says what to do', () => {
  for (const [option, read, text, code] of [
    ['--for', parseDurationMs, 'soon', 'QUANTITY_INVALID'],
    ['--ram', parseTypedSize, '4XB', 'QUANTITY_INVALID'],
    ['--max-price', parsePrice, '1,5 SNM/h', 'MONEY_INVALID'],
  ] as const) {
    const plain = what(() => read(text)) as Error & { what: string; todo: string }
    expect(what(() => optionOf<unknown>(option, read)(text))).toMatchObject({
      code,
      what: `${option}: ${plain.what}`,
      todo: plain.todo,
      data: { option },
    })
  }
  expect(optionOf('--for', parseDurationMs)('2h')).toBe(7_200_000)
})

test('what names it already is left as it is, and so is what is no fault of an option', () => {
  const named = fail('INPUT_INVALID', { field: '--last', reason: 'it is no time' })
  const defect = new TypeError('x')
  for (const error of [named, defect]) {
    const thrown = what(() =>
      inOption('--last', () => {
        throw error
      }),
    )
    expect(thrown).toBe(error)
  }
})

test('a field that the API refuses is named by the option that it was made of, and no other', async () => {
  const refuse = (error: unknown) => withOptionNames({ lifetime_seconds: '--for' }, () => Promise.reject(error))
  const field = (name: string) => fail('INPUT_INVALID', { field: name, reason: 'it is too long' })
  await expect(refuse(field('lifetime_seconds'))).rejects.toThrow(/^--for: it is too long\. /)
  await expect(refuse(field('limit'))).rejects.toThrow(/^limit: it is too long\. /)
  const away = fail('PEER_UNREACHABLE', { address: '0x', reason: 'it is off' })
  await expect(refuse(away)).rejects.toBe(away)
  await expect(withOptionNames({}, async () => 7)).resolves.toBe(7)
})
