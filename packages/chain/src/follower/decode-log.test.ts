import { seededRandom } from '@sonm/common'
import { marketAbi } from '@sonm/contracts'
import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import { type AbiEvent, type AbiParameter, decodeEventLog, toEventSelector } from 'viem'
import { expect, test } from 'vitest'
import { MARKET_EVENTS, sampleLog } from '../testing/abi-samples.ts'
import { decodeLog } from './decode-log.ts'

const names = Object.keys(MARKET_EVENTS)
const log = fc
  .record({ name: fc.constantFrom(...names), seed: fc.nat() })
  .map(({ name, seed }) => sampleLog(MARKET_EVENTS[name]!, seededRandom(seed)))

/** viem writes addresses with a checksum. */
function lowered(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lowered(inner)]))
}

/** viem leaves `args` out where an event has none. */
function viemDecodes(topics: readonly Hex[], data: Hex) {
  const { eventName, args } = decodeEventLog({ abi: marketAbi, topics: topics as [Hex, ...Hex[]], data })
  return { eventName, args: lowered(args ?? {}) }
}

test.each(names)('%s is decoded as viem does it', (name) => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { topics, data } = sampleLog(MARKET_EVENTS[name]!, seededRandom(seed))
      expect(decodeLog(topics, data)).toEqual(viemDecodes(topics, data))
    }),
    { numRuns: 200 },
  )
})

test('what is decoded says all that the log says: a changed digit is seen or refused', () => {
  fc.assert(
    fc.property(log, fc.nat(), fc.integer({ min: 1, max: 15 }), ({ topics, data }, at, by) => {
      const text = [...topics.slice(1).map((topic) => topic.slice(2)), data.slice(2)].join('')
      fc.pre(text.length > 0)
      const place = at % text.length
      const digit = (Number.parseInt(text[place]!, 16) ^ by).toString(16)
      const changed = text.slice(0, place) + digit + text.slice(place + 1)
      const words = topics.slice(1).map((_, index): Hex => `0x${changed.slice(index * 64, index * 64 + 64)}`)
      const decoded = decodeLog([topics[0], ...words], `0x${changed.slice(words.length * 64)}`)
      expect(decoded).toBeDefined()
      expect(decoded).not.toEqual(decodeLog(topics, data))
    }),
    { numRuns: 1000 },
  )
})

test('a number above its type, and an address of more than 20 bytes, are refused', () => {
  for (const [name, event] of Object.entries(MARKET_EVENTS)) {
    const { topics, data } = sampleLog(event, seededRandom(1))
    const wide = /^(address|uint(?!256)\d+)$/
    const words = event.inputs.filter(({ indexed }) => !indexed).flatMap((input) => flat(input))
    words.forEach((type, at) => {
      const changed = `${data.slice(0, 2 + at * 64)}1${data.slice(3 + at * 64)}`
      if (wide.test(type)) expect([name, decodeLog(topics, changed)]).toEqual([name, { malformed: expect.any(String) }])
    })
  }
})

function flat(parameter: AbiParameter): string[] {
  return 'components' in parameter ? parameter.components.flatMap(flat) : [parameter.type]
}

test('what is too short, too long or no text is refused', () => {
  const wrong = fc.oneof(
    fc.record({
      kind: fc.constant('data' as const),
      data: fc.constantFrom<unknown>(undefined, null, 7, '', '0x', '0xzz'),
    }),
    fc.record({ kind: fc.constantFrom('shorter' as const, 'longer' as const, 'upper', 'fewer topics', 'more topics') }),
  )
  fc.assert(
    fc.property(log, wrong, ({ topics, data }, how) => {
      fc.pre(data !== '0x' && /[a-f]/.test(data))
      const malformed = { malformed: expect.any(String) }
      if (how.kind === 'data') expect(decodeLog(topics, how.data)).toEqual(malformed)
      else if (how.kind === 'shorter') expect(decodeLog(topics, data.slice(0, -2))).toEqual(malformed)
      else if (how.kind === 'longer') expect(decodeLog(topics, `${data}00`)).toEqual(malformed)
      else if (how.kind === 'upper') expect(decodeLog(topics, `0x${data.slice(2).toUpperCase()}`)).toEqual(malformed)
      else if (how.kind === 'fewer topics') expect(decodeLog(topics.slice(0, -1), data)).not.toHaveProperty('args')
      else expect(decodeLog([...topics, topics[0]], data)).toEqual(malformed)
    }),
    { numRuns: 500 },
  )
})

test('an event that the market does not have is passed over, unless it has no words for topics', () => {
  const other = `0x${'12'.repeat(32)}`
  expect(decodeLog([other], '0x')).toBeUndefined()
  const failed = marketAbi.find((entry) => entry.type === 'event' && entry.name === 'RequestFailed') as AbiEvent
  expect(decodeLog([toEventSelector(failed)], `0x${'00'.repeat(96)}`)).toBeUndefined()
  expect(decodeLog([], '0x')).toBeUndefined()
  expect(decodeLog([other, '0x12'], '0x')).toEqual({ malformed: expect.any(String) })
  expect(decodeLog([7], '0x')).toEqual({ malformed: expect.any(String) })
})
