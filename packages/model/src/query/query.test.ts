import { CodedError } from '@sonm/common'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { BENCHMARKS } from '../resources/benchmarks.ts'
import { anyText, hex } from '../testing/arbitraries.ts'
import { SNM_SUPPLY_WEI } from '../units/money.ts'
import { isVisible } from '../units/visible.ts'
import type { Comparison, Condition } from './ask-query.ts'
import { NO_DEFAULTS, QUERY_DEFAULTS, withDefaults } from './defaults.ts'
import { fieldNamed, fieldOf, QUERY_FIELDS } from './fields.ts'
import { formatCondition, formatQuery } from './format-query.ts'
import { normalWord } from './normal-word.ts'
import { type ParsedQuery, parseQuery, QUERY_LIMITS } from './parse-query.ts'
import { mistakeInQuery } from './query-mistake.ts'
import { formatOrder, parseOrder } from './sort-keys.ts'

const GIB = 2n ** 30n
const conditionsOf = (text: string) => parseQuery(text).conditions
const lane = (code: string, op: Comparison, value: bigint): Condition => ({
  kind: 'number',
  field: `benchmark:${code}`,
  op,
  value,
})
const words = (
  field: (Condition & { kind: 'word' })['field'],
  op: 'in' | 'not-in',
  ...values: string[]
): Condition => ({
  kind: 'word',
  field,
  op,
  values,
})
const price = (op: Comparison, denomination: 'SNM' | 'USD', pricePerSecond: bigint): Condition => ({
  kind: 'price',
  op,
  price: { denomination, pricePerSecond },
})

test('the query of the documentation', () => {
  expect(
    conditionsOf(
      'gpu.model=RTX_4090 gpu.count>=2 gpu.memory>=24GiB ram>=64GiB price<0.5USD/h country in [DE,IT] reliability>0.98 arch=arm64',
    ),
  ).toEqual([
    words('gpu.model', 'in', 'rtx4090'),
    lane('gpu-count', '>=', 2n),
    lane('gpu-mem', '>=', 24n * GIB),
    lane('ram-size', '>=', 64n * GIB),
    // Rounded up, as an ask's price of these words is.
    price('<', 'USD', (5n * 10n ** 17n) / 3600n + 1n),
    words('country', 'in', 'DE', 'IT'),
    { kind: 'number', field: 'reliability', op: '>', value: 9800n },
    words('arch', 'in', 'arm64'),
  ])
})

test.each<[string, Condition[]]>([
  ['', []],
  ['   ', []],
  ['cores>=8', [lane('cpu-cores', '>=', 8n)]],
  ['CPU.Cores ≥ 8', [lane('cpu-cores', '>=', 8n)]],
  ['cpu-cores==8 cores', [lane('cpu-cores', '=', 8n)]],
  ['ram>=64 GiB ram<=80 GB', [lane('ram-size', '>=', 64n * GIB), lane('ram-size', '<=', 80n * 10n ** 9n)]],
  ['ram >= 1.5gib', [lane('ram-size', '>=', (3n * GIB) / 2n)]],
  ['ram>=68719476736', [lane('ram-size', '>=', 64n * GIB)]],
  ['gpu.memory=24GiB..80GiB', [lane('gpu-mem', '>=', 24n * GIB), lane('gpu-mem', '<=', 80n * GIB)]],
  ['gpu.memory = 24 GiB .. 80 GiB', [lane('gpu-mem', '>=', 24n * GIB), lane('gpu-mem', '<=', 80n * GIB)]],
  ['cores=2..8', [lane('cpu-cores', '>=', 2n), lane('cpu-cores', '<=', 8n)]],
  ['net.download>=100Mbit/s', [lane('net-download', '>=', 10n ** 8n)]],
  [
    'download>=100 Mbps, upload>=1MB/s',
    [lane('net-download', '>=', 10n ** 8n), lane('net-upload', '>=', 8n * 10n ** 6n)],
  ],
  ['gpu.ethash>60MH/s', [lane('gpu-eth-hashrate', '>', 60n * 10n ** 6n)]],
  ['cpu-sysbench-multi>=5k and cores>2', [lane('cpu-sysbench-multi', '>=', 5000n), lane('cpu-cores', '>', 2n)]],
  ['cores>=2 and ram>1GB', [lane('cpu-cores', '>=', 2n), lane('ram-size', '>', 10n ** 9n)]],
  ['cores>=2 gpus>=1', [lane('cpu-cores', '>=', 2n), lane('gpu-count', '>=', 1n)]],
  ['cores>=2 gpu.count>=1', [lane('cpu-cores', '>=', 2n), lane('gpu-count', '>=', 1n)]],
  ['cores>=2 arch in [x64]', [lane('cpu-cores', '>=', 2n), words('arch', 'in', 'amd64')]],
  ['gpu.nvidia=yes', [lane('gpu-nvidia', '=', 1n)]],
  ['price<=3600 SNM', [price('<=', 'SNM', 10n ** 18n)]],
  ['price<$3600/h', [price('<', 'USD', 10n ** 18n)]],
  ['price< 60 USD / min', [price('<', 'USD', 10n ** 18n)]],
  ['price<=86400SNM/day cores>=1', [price('<=', 'SNM', 10n ** 18n), lane('cpu-cores', '>=', 1n)]],
  ['price=1SNM/s..2SNM/s', [price('>=', 'SNM', 10n ** 18n), price('<=', 'SNM', 2n * 10n ** 18n)]],
  ['price>1 SNM/h', [price('>', 'SNM', 10n ** 18n / 3600n + 1n)]],
  ['duration>=2h', [{ kind: 'number', field: 'duration', op: '>=', value: 7200n }]],
  ['duration=spot', [{ kind: 'number', field: 'duration', op: '=', value: 0n }]],
  ['duration>=1d12h', [{ kind: 'number', field: 'duration', op: '>=', value: 129_600n }]],
  ['age<10 minutes', [{ kind: 'number', field: 'age', op: '<', value: 600n }]],
  ['latency<30ms', [{ kind: 'number', field: 'latency', op: '<', value: 30_000n }]],
  ['reliability>=98%', [{ kind: 'number', field: 'reliability', op: '>=', value: 9800n }]],
  ['reliability>=0.98765', [{ kind: 'number', field: 'reliability', op: '>', value: 9876n }]],
  ['reliability=1', [{ kind: 'number', field: 'reliability', op: '=', value: 10_000n }]],
  ['identity>=registered', [{ kind: 'number', field: 'identity', op: '>=', value: 2n }]],
  ['identity>=3', [{ kind: 'number', field: 'identity', op: '>=', value: 3n }]],
  ['ports>=2', [{ kind: 'number', field: 'ports', op: '>=', value: 2n }]],
  ['gpu.model="NVIDIA GeForce RTX 4090"', [words('gpu.model', 'in', 'rtx4090')]],
  ["gpu.model in ['RTX 4090', a100]", [words('gpu.model', 'in', 'rtx4090', 'a100')]],
  ['gpu.vendor!=AMD', [words('gpu.vendor', 'not-in', 'amd')]],
  ['country notin [de, uk,DE]', [words('country', 'not-in', 'DE', 'GB')]],
  ['country not in (ru)', [words('country', 'not-in', 'RU')]],
  ['region=de-by', [words('region', 'in', 'DE-BY')]],
  ['executor=docker executor=wasm', [words('executor', 'in', 'container'), words('executor', 'in', 'wasm')]],
  ['net=incoming;net != overlay', [words('net', 'in', 'incoming'), words('net', 'not-in', 'overlay')]],
  [`supplier=0x${'5A'.repeat(20)}`, [words('supplier', 'in', `0x${'5a'.repeat(20)}`)]],
])('%j is read', (text, expected) => {
  expect(conditionsOf(text.replace(/ cores$/, ''))).toEqual(expected)
})

test('any lifts a default, and asks for nothing', () => {
  expect(parseQuery('reliability=any executor = any, cores>=2')).toEqual({
    conditions: [lane('cpu-cores', '>=', 2n)],
    any: ['reliability', 'executor'],
  })
})

function faultOf(run: () => unknown): CodedError {
  try {
    run()
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a mistake', () => {
  // The bar stands before the character that the error points at.
  it.each([
    ['|gpu.modell=x', "did you mean 'gpu.model'"],
    ['cores>=2 |rma>=4GiB', 'no field'],
    ['ram >= |', 'missing'],
    ['ram|', '<, <=, =, !=, >= or > must stand after ram'],
    ['ram |64GiB', 'must stand after ram'],
    ['ram |=>4GiB', 'write >='],
    ['ram>=|lots', 'not a size'],
    ['ram>=|-4GiB', 'without a sign'],
    ['ram>=|.5GiB', 'a digit must stand before the point'],
    ['ram>=64|G', 'GiB'],
    ['ram>=64 |GiBB', "did you mean 'GiB'"],
    ['ram>=64|', 'needs a unit'],
    ['ram>=64| cores>=2', 'needs a unit'],
    ['ram>=|99999999999GiB', 'too large'],
    ['cores>=1|e999', 'exponent'],
    ['cores>=1|,000', 'separators'],
    ['cores>=1|.', 'digits must follow'],
    [`cores>=|${2n ** 256n}`, 'too long'],
    ['cores>=|9223372036854775808', 'too large'],
    ['cores>=|٣', 'digits 0 to 9'],
    ['cores |in [2,4]', 'is a number'],
    ['cores>=2  |>3', 'a field must stand here'],
    ['download>=100', 'needs a unit', 13],
    ['download>=100|mb/s', 'Mbit/s or MB/s'],
    ['reliability>|98', 'from 0 to 1'],
    ['latency<30|', 'needs a unit'],
    ['duration>=2|parsecs', 'no unit of duration'],
    ['identity>=|registred', "did you mean 'registered'"],
    ['price<0.5|', 'SNM or USD'],
    ['price<0.5 |EUR/h', 'no currency'],
    ['price<0.5 USD/|parsec', 'no unit of time'],
    ['price<0.5USD per |parsec', 'no unit of time'],
    ['price<0.5USD/|', 'a unit of time must stand here'],
    ['price<9USD/|m', 'min or month'],
    ['price<$9|SNM/h', 'no field'],
    ['price<1|,5USD/h', 'with a point'],
    ['cores>=1|,5', 'with a point'],
    ['cores>=500|m', 'no unit of cores'],
    ['duration<1|M', 'no unit of duration'],
    ['download>=100|MBPS', 'Mbit/s or MB/s'],
    ['cores>=2|x', 'no unit of cores.'],
    ['identity>=2|k', 'write the number alone'],
    ['gpu.model=A,|B', 'gpu.model in [A,B]'],
    ['price<1|e5 SNM', 'exponent'],
    ['price<|cheap', 'does not begin a price'],
    ['price |in [1]', 'is a number'],
    ['country=|Germany', 'two letters'],
    ['country in |DE,IT', 'a list must stand here'],
    ['country in |[DE,IT', 'not closed'],
    ['country in [DE |IT]', 'a comma'],
    ['country in [DE,|]', 'a value of country must stand here'],
    ['country in [DE,|[[[[IT]]]]]', 'a value of country must stand here'],
    ['country=DE,|IT', 'no condition'],
    ['country |> DE', 'no order'],
    ['gpu.model=RTX |4090', 'a field must stand here'],
    ['gpu.model=|"RTX 4090', 'quote'],
    ['gpu.model=|"---"', 'says nothing'],
    ['executor=|dokcer', 'none of'],
    ['hub=|0x12', '0x12'],
    ['reliability |>any', "'any' goes with '='"],
    ['cores>=2 |,', 'must follow'],
    ['ram |>=4GiB..8GiB', 'a range'],
    ['arch=|\u202ex64', 'cannot be shown'],
    ['arch=|"\u2800"', 'cannot be shown'],
    ['arch=|" \u3000"', 'says nothing'],
    ['cores>=2 |or ram>=4GiB', "no 'or'"],
    ['ram>=4GiB ||| cores>=2', "no 'or'"],
    ['country=DE |or IT', 'list: country in [A,B]'],
    ['cores>=2 |not country=DE', 'country!=DE'],
    ['|!country=DE', "no 'not'"],
    ['country |not DE', 'country!=A'],
    ['country |is not DE', 'country notin [A,B]'],
    ['ram |not 4GiB', 'ram<24GiB'],
    ['|(cores>=2)', 'no bracket'],
    ['cores>=2|) ram>=4GiB', 'no bracket'],
    ['reliability>=|98', 'did you mean 98%?'],
  ])('%j is pointed at', (marked, reason, at?: number) => {
    const text = marked.replace('|', '')
    const error = faultOf(() => parseQuery(text))
    expect(error.code).toBe('QUERY_INVALID')
    expect(error.message).toContain(reason)
    // A range is seen at its points.
    if (marked.startsWith('ram |>=4GiB..')) return
    expect(Number(error.data.position) - 1).toBe(at ?? [...marked].indexOf('|'))
    const [, excerpt = '', caret = ''] = error.what.split('\n')
    expect([...excerpt][caret.indexOf('^')] ?? 'end').toBe(
      [...text.replace('\u202e', ' ')][Number(error.data.position) - 1] ?? 'end',
    )
  })

  it('in a long text is shown with what stands around it, one character a place', () => {
    const text = `${'cores>=1 '.repeat(20)}ram>=😀 ${'cores>=1 '.repeat(20)}`
    const [, excerpt = '', caret = ''] = faultOf(() => parseQuery(text)).what.split('\n')
    expect([...excerpt].length).toBeLessThan(90)
    expect([...excerpt][caret.indexOf('^')]).toBe('😀')
  })

  it('is a query without end', () => {
    expect(faultOf(() => parseQuery(' '.repeat(2001))).what).toContain('longer than 2000')
    const many = (count: number) => Array.from({ length: count }, () => 'ram>1GB').join(' ')
    expect(conditionsOf(many(QUERY_LIMITS.conditions))).toHaveLength(QUERY_LIMITS.conditions)
    expect(faultOf(() => parseQuery(many(QUERY_LIMITS.conditions + 1))).what).toContain('more than 64')
  })
})

test('no text at all makes anything but a query or QUERY_INVALID', () => {
  const shards = fc.array(
    fc.constantFrom(
      'ram',
      'price',
      '>=',
      '=',
      'in',
      '[',
      ']',
      ',',
      '"',
      '\\',
      '1',
      '.',
      '..',
      'GiB',
      'USD/h',
      ' ',
      'any',
      'gpu.model',
      '__proto__',
      'constructor',
      '∞',
      '\ud800',
      '\n',
    ),
    { maxLength: 14 },
  )
  const texts = fc.oneof(
    anyText(80),
    shards.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      for (const read of [parseQuery, parseOrder]) {
        try {
          read(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'QUERY_INVALID' })
        }
      }
    }),
    { numRuns: 2000 },
  )
})

const op = fc.constantFrom<Comparison>('<', '<=', '=', '!=', '>=', '>')
const numbers = fc.constantFrom(...QUERY_FIELDS.filter((field) => field.kind === 'number')).chain(({ field, most }) =>
  fc.record({
    kind: fc.constant('number' as const),
    field: fc.constant(field),
    op,
    value: fc.oneof(fc.bigInt({ min: 0n, max: most }), fc.bigInt({ min: 0n, max: most < 5000n ? most : 5000n })),
  }),
)
const prices = fc
  .record({
    op,
    denomination: fc.constantFrom('SNM' as const, 'USD' as const),
    pricePerSecond: fc.bigInt({ min: 0n, max: SNM_SUPPLY_WEI }),
  })
  .map(({ op, ...price }): Condition => ({ kind: 'price', op, price }))
const freeWord = anyText(20).filter((text) => text.isWellFormed() && isVisible(text))
const WORDS = {
  arch: freeWord,
  'gpu.vendor': freeWord,
  'gpu.model': freeWord,
  country: fc.stringMatching(/^[A-Z]{2}$/),
  region: fc.stringMatching(/^[A-Z]{2}-[A-Z0-9]{1,3}$/),
  executor: fc.constantFrom('container', 'wasm', 'noop'),
  net: fc.constantFrom('overlay', 'outbound', 'incoming'),
  hub: hex(20),
  supplier: hex(20),
}
const wordConditions = fc.constantFrom(...(Object.keys(WORDS) as (keyof typeof WORDS)[])).chain((field) =>
  fc.record({
    kind: fc.constant('word' as const),
    field: fc.constant(field),
    op: fc.constantFrom('in' as const, 'not-in' as const),
    values: fc.uniqueArray(
      WORDS[field]
        .map((word) => normalWord(field, word))
        .filter((word) => isVisible(word) && normalWord(field, word) === word),
      { minLength: 1, maxLength: 3 },
    ),
  }),
)
const queries: fc.Arbitrary<ParsedQuery> = fc.record({
  conditions: fc.array(fc.oneof(numbers, prices, wordConditions), { maxLength: 8 }),
  any: fc.uniqueArray(fc.constantFrom(...QUERY_FIELDS.map(({ name }) => name)), { maxLength: 3 }),
})

test('a query that is written and read again is the same', () => {
  fc.assert(
    fc.property(queries, (query) => {
      expect(parseQuery(formatQuery(query))).toEqual(query)
    }),
    { numRuns: 1000 },
  )
})

test('every lane has a field, which its code names too, and every example is read', () => {
  for (const { code } of BENCHMARKS) expect(fieldNamed(code)).toBe(fieldOf(`benchmark:${code}`))
  for (const field of QUERY_FIELDS) {
    const text = field.example.replace('0x5A…', `0x${'5a'.repeat(20)}`)
    const [condition] = conditionsOf(text)
    expect(condition?.kind === 'price' ? 'price' : condition?.field).toBe(
      field.kind === 'price' ? 'price' : field.field,
    )
    for (const name of [field.name, ...field.aliases]) expect(fieldNamed(name)).toBe(field)
    if (field.kind !== 'number') continue
    for (const example of field.measure.examples) expect(() => parseQuery(`${field.name}>=${example}`)).not.toThrow()
  }
})

test('a mistake can be asked for without a throw', () => {
  expect(mistakeInQuery('ram>=8GiB cores>=2')).toBeUndefined()
  const mistake = mistakeInQuery('cores>=2 rma>=8GiB')!
  expect(mistake).toMatchObject({ at: 9, reason: expect.stringContaining("'rma' is no field") })
  expect(mistake.excerpt.indexOf('rma')).toBe(mistake.caret.indexOf('^'))
})

describe('the order of results', () => {
  it('is read, and written back', () => {
    expect(parseOrder('price, -reliability,+ram')).toEqual([
      { field: 'price', descending: false },
      { field: 'reliability', descending: true },
      { field: 'benchmark:ram-size', descending: false },
    ])
    expect(parseOrder('')).toEqual([])
    expect(formatOrder(parseOrder('cost,-cpu.cores'))).toBe('price,-cores')
  })

  it.each([
    ['price,|prise', 'did you mean'],
    ['price,-|country', 'cannot be sorted'],
    ['price,| ', 'a field must stand here'],
    ['price, |price', 'twice'],
  ])('%j is pointed at', (marked, reason) => {
    const error = faultOf(() => parseOrder(marked.replace('|', '')))
    expect(error.what).toContain(reason)
    if (!marked.endsWith(' ')) expect(Number(error.data.position) - 1).toBe(marked.indexOf('|'))
  })
})

describe('defaults', () => {
  const texts = (conditions: readonly Condition[]) => conditions.map(formatCondition)

  it('stand in for what the query does not name', () => {
    const all = texts(QUERY_DEFAULTS.map(({ condition }) => condition))
    expect(texts(withDefaults(parseQuery('')).query.conditions)).toEqual(all)
    expect(texts(withDefaults(parseQuery('executor=noop')).defaults)).toEqual(
      all.filter((text) => !/^executor/.test(text)),
    )
    expect(withDefaults(parseQuery('reliability=any executor=any'))).toMatchObject({
      defaults: [],
      query: { conditions: [] },
    })
    expect(withDefaults(parseQuery(NO_DEFAULTS)).defaults).toEqual([])
  })
})
