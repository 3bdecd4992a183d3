import { CodedError, type ErrorKind } from '@sonm/common'
import { fail } from '@sonm/model'
import { describe, expect, it } from 'vitest'
import { describeError, errorJson, exitCodeOf, json, table } from './print.ts'

const cause = new Error('the cable is out')
const coded = fail('PEER_UNREACHABLE', { address: '127.0.0.1:1', reason: 'refused' } as never, { cause })
const ofKind = (kind: ErrorKind) =>
  new CodedError({ code: 'SOME', kind, what: 'What.', todo: 'Do.', retryable: false, data: {} })

describe('exit codes', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 2],
    ['denied', 3],
    ['unauthenticated', 3],
    ['not-found', 4],
    ['exhausted', 4],
    ['unavailable', 5],
    ['timeout', 5],
    ['canceled', 130],
    ['conflict', 1],
    ['internal', 1],
  ])('%s ends with %i', (kind, code) => {
    expect(exitCodeOf(ofKind(kind))).toBe(code)
  })

  it.each([[new Error('boom')], ['a string'], [undefined], [{ kind: 'invalid' }]])(
    '%s, not coded, ends with 1',
    (error) => {
      expect(exitCodeOf(error)).toBe(1)
    },
  )

  it('a full disk is known by its system error', () => {
    expect(exitCodeOf(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))).toBe(5)
  })
})

describe('errors as text', () => {
  it('say the code, what happened and what to do', () => {
    expect(describeError(coded, false)).toBe(`error PEER_UNREACHABLE: ${coded.what}\n  ${coded.todo}`)
  })

  it('show the trace, with causes, only when asked', () => {
    expect(describeError(coded, false)).not.toContain('the cable is out')
    expect(describeError(coded, true)).toMatch(/caused by Error: the cable is out/)
  })

  it('have their lines again, where a wire has made one of them', () => {
    const flat = (
      code: 'QUERY_INVALID' | 'MARKETPLACES_UNREACHABLE' | 'DEAL_NO_OFFER',
      what: string,
      data: Record<string, string>,
    ) => new CodedError({ ...coded.facts(), code, what, todo: 'Do it.', data })
    const query = { excerpt: 'cores>=2 rma', caret: '         ^' }
    const wrong = flat('QUERY_INVALID', `At character 10: no field.   ${query.excerpt}            ^`, query)
    expect(describeError(wrong, false).split('\n')).toEqual([
      'error QUERY_INVALID: At character 10: no field.',
      '  cores>=2 rma',
      '           ^',
      '  Do it.',
    ])
    const [one, other] = [`0x${'a1'.repeat(20)}: a; b`, `0x${'b2'.repeat(20)}: c`]
    const silent = flat('MARKETPLACES_UNREACHABLE', 'No marketplace answers: ...', { reasons: `${one}; ${other}` })
    expect(describeError(silent, false).split('\n').slice(1)).toEqual([`  ${one}`, `  ${other}`, '  Do it.'])
    const paths = 'direct 127.0.0.1:1: nothing listens there; relayed by r: no place'
    const reasons = `${one}; The hub of supplier 0xa961dc…2fcf does not answer: hub 0x${'c3'.repeat(20)}; ${paths}`
    expect(describeError(flat('DEAL_NO_OFFER', 'None of ...', { reasons }), false).split('\n')).toEqual([
      'error DEAL_NO_OFFER: None of the offers that fit could be taken.',
      `  ${one}`,
      '  The hub of supplier 0xa961dc…2fcf does not answer',
      `    hub 0x${'c3'.repeat(20)}`,
      '    direct 127.0.0.1:1: nothing listens there',
      '    relayed by r: no place',
      '  Do it.',
    ])
  })

  it('are a defect when they are not coded', () => {
    expect(describeError(new TypeError('x is not a function'), false)).toMatch(/^error INTERNAL: x is not a function\n/)
  })
})

describe('errors as JSON', () => {
  it('are the code, what happened, what to do, and what programs need of it', () => {
    const { code, what, todo, data } = coded
    expect(JSON.parse(errorJson(coded))).toEqual({ ok: false, error: { code, what, todo, data } })
  })

  it('hide the codes of the system: those are no codes of ours', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    expect(JSON.parse(errorJson(error)).error).toMatchObject({ code: 'INTERNAL', what: 'connect ECONNREFUSED' })
  })

  it.each([['a string'], [undefined], [null]])('take %s as well', (thrown) => {
    expect(JSON.parse(errorJson(thrown)).error.code).toBe('INTERNAL')
  })
})

it('JSON writes 64-bit numbers as strings', () => {
  expect(JSON.parse(json({ wei: 2n ** 64n, list: [1n], count: 3 }))).toEqual({
    wei: '18446744073709551616',
    list: ['1'],
    count: 3,
  })
})

it('a table aligns its columns, ends no line with spaces, and has no frame', () => {
  const text = table(
    ['NAME', 'PRICE'],
    [
      ['a', '1'],
      ['longer', '100'],
    ],
    ['PRICE'],
  )
  expect(text.split('\n')).toEqual(['NAME    PRICE', 'a           1', 'longer    100'])
})
