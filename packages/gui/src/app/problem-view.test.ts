import { fail } from '@sonm/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from './api.ts'
import { problemView, shortened } from './problem-view.ts'

const PEERS = [`0x${'a'.repeat(40)}`, `0x${'b'.repeat(40)}`]
const REASONS = PEERS.map((peer) => `${peer}: The peer ${peer} cannot be reached: direct refused; relayed: no relay`)

describe('a failure', () => {
  it('that is long is told in a line, with what to do, and peer by peer on demand', () => {
    const failure = fail('MARKETPLACES_UNREACHABLE', { reasons: REASONS.join('; ') })
    expect(problemView(problemOf(failure))).toEqual({
      code: 'MARKETPLACES_UNREACHABLE',
      headline: 'No marketplace answers.',
      todo: failure.todo,
      details: [`No marketplace answers: ${REASONS[0]}`, `${REASONS[1]}.`],
    })
  })

  it('that is short has nothing to open, but where an address was cut', () => {
    expect(shortened('The price is no price.')).toEqual({ headline: 'The price is no price.', details: [] })
    const text = `${PEERS[0]}: too late`
    expect(shortened(text)).toEqual({ headline: '0xaaaaaa…aaaa: too late', details: [text] })
  })

  it('shows no hash whole at a glance', () => {
    expect(shortened(`There is no order 0x${'c'.repeat(64)}.`).headline).toBe('There is no order 0xcccccc…cccc.')
  })

  it('says whom it is about', () => {
    const { headline } = shortened(`${REASONS[0]}; ${'and so on '.repeat(9)}`)
    expect(headline).toBe('0xaaaaaa…aaaa: The peer 0xaaaaaa…aaaa cannot be reached.')
  })

  it('keeps a first sentence whole', () => {
    const rest = 'word '.repeat(40)
    expect(shortened(`The deal is closed. It ended: ${rest}`).headline).toBe('The deal is closed.')
    expect(shortened(rest).headline).toMatch(/^(word )+word…$/)
  })

  it('of whatever text never fills the page, and loses nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 500 }), fc.stringMatching(/^[a-z:;. ]{0,400}$/)), (text) => {
        const { headline, details } = shortened(text)
        expect(headline.length).toBeLessThanOrEqual(101)
        expect(details.length === 0 ? headline : details.join('; ')).toBe(text)
      }),
    )
  })
})
