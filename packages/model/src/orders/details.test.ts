import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AskDetails, readDetails, writeDetails } from './details.ts'
import { MAX_DETAILS_BYTES } from './order.ts'

const word = (maxLength: number) => fc.stringMatching(/^[!-~]+$/).map((text) => text.slice(0, maxLength))
const int = (max: number) => fc.integer({ min: 0, max })
const SAFE = Number.MAX_SAFE_INTEGER
const placed = fc.record(
  {
    resources: fc.record({
      cpuHundredths: fc.integer({ min: 1, max: 1_000_000 }),
      ramBytes: int(SAFE),
      storageBytes: int(SAFE),
      gpus: fc.array(fc.record({ vendor: word(32), model: word(64), memoryBytes: int(SAFE) }), { maxLength: 4 }),
    }),
    architecture: word(32),
    executors: fc.subarray(['container', 'wasm', 'noop'] as const).map((all) => [...all]),
    locators: fc.array(word(300), { maxLength: 4 }),
    ports: int(65_535),
    place: fc.constantFrom({ country: 'DE' }, { country: 'DE', region: 'DE-BY' }, { country: 'FR', region: 'FR-75' }),
  },
  { requiredKeys: ['resources', 'architecture', 'executors', 'locators'] },
)
const details: fc.Arbitrary<AskDetails> = placed.map(({ place, ...rest }) => ({ ...rest, ...place }))
const LEAST: AskDetails = {
  resources: { cpuHundredths: 1, ramBytes: 0, storageBytes: 0, gpus: [] },
  architecture: 'x64',
  executors: [],
  locators: [],
}
const least = writeDetails(LEAST)
const card = JSON.stringify({ vendor: 'ü'.repeat(32), model: '漢'.repeat(64), memoryBytes: 1 })
const invalid = expect.objectContaining({ code: 'ORDER_INVALID' })

test('what is written is read, also by whoever lays it out otherwise', () => {
  fc.assert(
    fc.property(details, fc.nat(3), (written, indent) => {
      expect(readDetails(writeDetails(written))).toEqual(written)
      const loose = JSON.stringify(written, undefined, indent)
      if (loose.length <= MAX_DETAILS_BYTES) expect(readDetails(loose)).toEqual(written)
    }),
  )
})

test.each([
  ['twice', least.replace('{', '{"architecture":"arm64",')],
  ['twice, once escaped', least.replace('{', '{"\\u0061rchitecture":"arm64",')],
  ['twice with the same value', least.replace('{', '{"executors":[],')],
  ['twice within', least.replace('"ramBytes":0', '"ramBytes":0,"ramBytes":0')],
  [
    'twice in a card',
    writeDetails(LEAST).replace('"gpus":[]', '"gpus":[{"model":"a","model":"b","vendor":"v","memoryBytes":1}]'),
  ],
  ['of every object', least.replace('{', '{"__proto__":{"ports":1},')],
  ['that nobody knows', least.replace('{', '{"constructor":1,')],
])('a key %s is refused', (_, document) => {
  expect(() => readDetails(document)).toThrow(invalid)
})

test.each([
  ['2^53', least.replace('"ramBytes":0', '"ramBytes":9007199254740992')],
  ['2^256', least.replace('"ramBytes":0', `"ramBytes":${2n ** 256n}`)],
  ['1e400', least.replace('"ramBytes":0', '"ramBytes":1e400')],
  ['a half', least.replace('"ramBytes":0', '"ramBytes":0.5')],
  ['-1', least.replace('"ramBytes":0', '"ramBytes":-1')],
  ['lists in lists', '['.repeat(MAX_DETAILS_BYTES)],
  ['lists in lists to their end', `${'['.repeat(4_000)}${']'.repeat(4_000)}`],
  ['too much', least.replace('"x64"', `"x64"${' '.repeat(MAX_DETAILS_BYTES)}`)],
  ['a word that is empty', least.replace('x64', '')],
  ['a word of blanks', least.replace('x64', ' \\u3000\\u2800')],
  ['a broken pair', least.replace('x64', '\\ud800')],
  ['more bytes than letters', least.replace('"gpus":[]', `"gpus":[${card}${`,${card}`.repeat(31)}]`)],
  ['a region abroad', least.replace('{', '{"country":"US","region":"DE-BY",')],
  ['a region of no country', least.replace('{', '{"region":"DE-BY",')],
])('%s is refused', (_, document) => {
  expect(() => readDetails(document)).toThrow(invalid)
})

test('the largest number is read as it is', () => {
  const document = least.replace('"ramBytes":0', `"ramBytes":${SAFE}`)
  expect(readDetails(document).resources.ramBytes).toBe(SAFE)
})

test('lists in lists are refused on a small stack too', () => {
  const read = `import { readDetails } from '${import.meta.resolve('./details.ts')}'
    try { readDetails('['.repeat(4_000) + ']'.repeat(4_000)) } catch (error) { console.log(error.code) }`
  const flags = ['--stack-size=300', '--input-type=module', '--eval']
  const { stdout } = spawnSync(process.execPath, [...flags, read], { encoding: 'utf8' })
  expect(stdout.trim()).toBe('ORDER_INVALID')
})
