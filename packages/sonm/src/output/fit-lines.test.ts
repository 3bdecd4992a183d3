import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitCall, fitLines } from './fit-lines.ts'

const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 40 })
const isCall = (line: string) => line.includes('sonm ')

describe('text for a terminal', () => {
  it('keeps each word, in its order, in lines that fit', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 10 }), (said, indent) => {
        const text = ' '.repeat(indent) + said.join(' ')
        const lines = fitLines(text, 40, isCall).split('\n')
        expect(lines.every((line) => line.length <= 40)).toBe(true)
        expect(lines.join(' ').trim().split(/ +/)).toEqual(said)
        expect(lines.every((line) => line.search(/\S/) === indent)).toBe(true)
      }),
    )
  })

  it('goes on under the text of a label', () => {
    expect(fitLines(`  paid  ${'word '.repeat(8).trim()}`, 30, isCall).split('\n')).toEqual([
      '  paid  word word word word',
      '        word word word word',
    ])
  })

  it('leaves whole what is pasted: a call, and what stands in backticks', () => {
    const call = `  sonm plan create --hub 0x${'5a'.repeat(20)} --yes`
    expect(fitLines(call, 40, isCall)).toBe(call)
    expect(fitLines('The deals that you have: `sonm deal list --all` shows them.', 40, isCall).split('\n')).toEqual([
      'The deals that you have:',
      '`sonm deal list --all` shows them.',
    ])
  })

  it('leaves a mark far to the right where it points', () => {
    const mark = `${' '.repeat(60)}^`
    expect(fitLines(mark, 40, isCall)).toBe(mark)
  })
})

it('a call that is too long goes on after a backslash, with each option beside its value', () => {
  const call = 'sonm market search "cores>=8 ram>=4GiB" --order price,-reliability'
  const fit = fitCall(call, 50, 2)
  expect(fit.split('\n')).toEqual(['sonm market search "cores>=8 ram>=4GiB" \\', '      --order price,-reliability'])
  expect(fit.replaceAll(/ \\\n +/g, ' ')).toBe(call)
  expect(fitCall(call, 100, 2)).toBe(call)
})
