import { type Random, seededRandom, systemClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { readDetails, writeDetails } from './orders/details.ts'
import { checkOrder } from './orders/order.ts'
import { parseQuery } from './query/parse-query.ts'
import { FUZZ_CASES, fuzz } from './testing/fuzz.ts'
import { mutateText } from './testing/mutate.ts'
import { sampleOrder } from './testing/sample-order.ts'

// Nothing that strangers send may end in anything but a coded error; the cases of orders, records, certificates, tunnels and
// calls stand in the packages that read them.
test('every run of the suite tries two hundred thousand cases of protobuf and JSON', () => {
  const { query, tunnelHeader, certificate, clocks, ...messages } = FUZZ_CASES
  expect(Object.values(messages).reduce((sum, cases) => sum + cases, 0)).toBeGreaterThanOrEqual(200_000)
})

const DETAILS = writeDetails({
  resources: {
    cpuHundredths: 800,
    ramBytes: 2 ** 35,
    storageBytes: 2 ** 37,
    gpus: [{ vendor: 'NVIDIA', model: 'RTX 4090', memoryBytes: 24 * 2 ** 30 }],
  },
  architecture: 'x64',
  executors: ['container', 'wasm'],
  locators: [`0x${'11'.repeat(20)}@locator.example.org:15020`],
  country: 'DE',
})

test('details of an ask are read or refused with a code', async () => {
  const make = (random: Random) => mutateText(DETAILS, random)
  const cases = FUZZ_CASES.details
  expect(await fuzz({ name: 'details', cases, make, run: readDetails, clock: systemClock })).toBe(cases)
})

const QUERIES = [
  'gpu.model=RTX_4090 gpu.count>=2 gpu.memory>=24GiB ram>=64GiB price<0.5USD/h country in [DE,IT] reliability>0.98 arch=arm64',
  'latency<30ms and net in [incoming] executor=container',
  'price<=1.5SNM/h,age<5min;ports>=1 & country not in [US]',
]

test('the text of a query is read or refused with a code', async () => {
  const make = (random: Random, at: number) => mutateText(QUERIES[at % QUERIES.length]!, random)
  const cases = FUZZ_CASES.query
  expect(await fuzz({ name: 'query', cases, make, run: parseQuery, clock: systemClock })).toBe(cases)
})

test('a seed is the same cases again', async () => {
  const texts = [1, 2].map(() => {
    const random = seededRandom(42)
    return Array.from({ length: 100 }, () => mutateText(DETAILS, random))
  })
  expect(texts[0]).toEqual(texts[1])
  expect(new Set(texts[0]).size).toBeGreaterThan(50)
})

test('what is thrown without a code, and where it can be seen again, is told', async () => {
  const run = (text: string) => {
    if (text === '{}') throw new TypeError('a bug')
    checkOrder(sampleOrder({}))
  }
  const make = (_: Random, at: number) => (at === 3 ? '{}' : '[]')
  await expect(fuzz({ name: 'bug', cases: 9, make, run, clock: systemClock })).rejects.toThrow(/seed \d+, case 3: \{\}/)
})
