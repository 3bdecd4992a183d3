import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agreeing, canonicalLogs, commonBlock, type Head, LAG_MOST_SECONDS, lowerMedian } from './agreement.ts'

const TWELVE_SECONDS = 12n
const at = (voter: string, number: bigint): Head => ({ voter, number, timestampSeconds: number * TWELVE_SECONDS })
const vote = (voter: string, canonical: string | undefined) => ({ voter, canonical, value: canonical })

test('two of three decide, whichever two; three different answers do not', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', undefined), { minLength: 0, maxLength: 5 }), (said) => {
      const votes = said.map((canonical, voter) => vote(String(voter), canonical))
      const found = agreeing(votes)
      const isTwice = said.some((one, i) => said.indexOf(one) !== i)
      expect(found !== undefined).toBe(isTwice)
      expect(new Set(found?.map(({ canonical }) => canonical)).size).toBe(isTwice ? 1 : 0)
    }),
  )
})

test('one endpoint can move the common block neither into the past nor into the future', () => {
  fc.assert(
    fc.property(
      fc.bigInt(10n, 10n ** 9n),
      fc.bigInt(0n, 2n),
      fc.bigInt(0n, 10n ** 9n),
      fc.nat(2),
      (head, lag, lie, place) => {
        const heads = [at('honest', head), at('slower', head - lag)].toSpliced(place, 0, at('liar', lie))
        const common = commonBlock(heads, 0n)!
        expect(common.number).toBeLessThanOrEqual(head)
        expect((head - common.number) * TWELVE_SECONDS).toBeLessThanOrEqual(LAG_MOST_SECONDS)
        // Who lies within the limit may take the slower one's place, and never both honest ones'.
        expect(common.voters).toContain('honest')
      },
    ),
  )
})

test('of three opinions one that is far off moves the median no further than the two others are apart', () => {
  const opinion = fc.bigInt(0n, 10n ** 12n)
  fc.assert(
    fc.property(opinion, opinion, fc.bigInt(0n, 10n ** 60n), fc.nat(2), (a, b, lie, place) => {
      const median = lowerMedian([a, b].toSpliced(place, 0, lie))
      expect(median >= (a < b ? a : b) && median <= (a > b ? a : b)).toBe(true)
    }),
  )
  expect(lowerMedian([7n, 1n])).toBe(1n)
  expect(lowerMedian([7n])).toBe(7n)
})

test('of two endpoints that are far apart neither is believed', () => {
  expect(commonBlock([at('a', 100n), at('b', 90n)], 0n)).toBeUndefined()
  expect(commonBlock([at('a', 100n), at('b', 99n)], 0n)).toEqual({ number: 99n, voters: ['a', 'b'] })
})

test('an endpoint that has not got to what the caller has seen does not count', () => {
  const heads = [at('a', 100n), at('b', 100n), at('c', 99n)]
  expect(commonBlock(heads, 100n)).toEqual({ number: 100n, voters: ['a', 'b'] })
  expect(commonBlock(heads, 0n)).toEqual({ number: 99n, voters: ['a', 'b', 'c'] })
})

test('logs are the same whatever an endpoint adds to them or how it writes them', () => {
  const log = {
    address: `0x${'a'.repeat(40)}`,
    topics: [`0x${'b'.repeat(64)}`],
    data: '0xAB',
    blockNumber: '0x0a',
    blockHash: `0x${'c'.repeat(64)}`,
    transactionHash: `0x${'d'.repeat(64)}`,
    logIndex: '0x1',
  }
  const same = {
    blockTimestamp: '0x1',
    ...log,
    address: log.address.toUpperCase(),
    data: '0xab',
    blockNumber: 10n,
    logIndex: 1,
  }
  expect(canonicalLogs([same])).toBe(canonicalLogs([log]))
  expect(canonicalLogs([{ ...log, data: '0xac' }])).not.toBe(canonicalLogs([log]))
  expect(canonicalLogs([])).not.toBe(canonicalLogs([log]))
})
