import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NET_FLAGS } from '../orders/order.ts'
import { benchmarkVector } from '../resources/benchmarks.ts'
import { anyText } from '../testing/arbitraries.ts'
import { readBidFile } from './bid-file.ts'

const SUPPLIER = `0x${'ab'.repeat(20)}`

test('a bid file is read with what the original wrote', () => {
  const content = `
duration: 1h
price: 3.6 SNM/h
counterparty: "${SUPPLIER}"
blacklist:
identity: registered
tag: mine
resources:
  network: {overlay: true, outbound: true, incoming: false}
  benchmarks:
    ram-size: 4GiB
    cpu-cores: 2
    cpu-sysbench-single: 800
`
  expect(readBidFile(content, 'bid.yaml')).toEqual({
    durationSeconds: 3600n,
    denomination: 'SNM',
    pricePerSecond: 10n ** 15n,
    counterparty: SUPPLIER,
    identityLevel: 2,
    netFlags: NET_FLAGS.overlay | NET_FLAGS.outbound,
    tag: 'mine',
    benchmarks: benchmarkVector({ 1: 800n, 2: 2n, 3: 2n ** 32n }),
  })
  expect(readBidFile('price: 1 SNM/h', 'bid.yaml')).toMatchObject({ durationSeconds: 0n, tag: '', identityLevel: 1 })
  expect(readBidFile('price: 0.36 USD/h', 'bid.yaml')).toMatchObject({
    denomination: 'USD',
    pricePerSecond: 10n ** 14n,
  })
})

test.each([
  ['duration: 1h', 'SPEC_INVALID', 'price'],
  ['price: 1 SNM/h\nresources: {benchmarks: {ram-sise: 1}}', 'SPEC_INVALID', 'ram-size'],
  ['price: 1 SNM/h\nresources: {benchmarks: {cpu-cores: 4GiB}}', 'SPEC_INVALID', 'cpu-cores'],
  ['price: 1 SNM/h\nresources: {benchmarks: {cpu-cores: 9223372036854775808}}', 'SPEC_INVALID', 'cpu-cores'],
  ['price: 1 SNM/h\nblacklist: [x]', 'SPEC_UNSUPPORTED', 'blacklist'],
  ['', 'SPEC_INVALID', 'empty'],
])('%j is refused, naming what is wrong', (content, code, named) => {
  expect(() => readBidFile(content, 'bid.yaml')).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(named) }),
  )
})

test('the bid file of the example is read', () => {
  const path = new URL('../../../../examples/render/bid.yaml', import.meta.url)
  expect(readBidFile(readFileSync(path, 'utf8'), 'bid.yaml')).toMatchObject({ pricePerSecond: 277_777_777_777_778n })
})

test('whatever stands in it, only coded errors come', () => {
  const word = fc.constantFrom(
    'price',
    'duration',
    'resources',
    'benchmarks',
    'ram-size',
    '1 SNM/h',
    '{',
    ': ',
    '\n',
    '  ',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(word, anyText()), { maxLength: 12 }), (parts) => {
      try {
        readBidFile(parts.join(''), 'bid.yaml')
      } catch (error) {
        expect((error as { name: string }).name).toBe('CodedError')
      }
    }),
    { numRuns: 300 },
  )
})
