import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Comparison, Condition } from './ask-query.ts'
import { contradictionIn } from './contradiction.ts'
import { formatCondition } from './format-query.ts'
import { parseQuery } from './parse-query.ts'
import { compares } from './satisfies.ts'

test.each([
  ['ram>=64GiB cores>=2 ram<32GiB', ['ram>=64GiB', 'ram<32GiB']],
  ['cores=2 cores=4', ['cores=2', 'cores=4']],
  ['cores>4 cores<5', ['cores>4', 'cores<5']],
  ['price>=2SNM/h price<1SNM/h', ['price>=2SNM/h', 'price<1SNM/h']],
  ['country=DE country=IT', ['country=DE', 'country=IT']],
  ['arch=arm64 arch!=arm64', ['arch=arm64', 'arch!=arm64']],
  ['ram>=32GiB ram<=32GiB', []],
  ['price>=2SNM/h price<1USD/h', []],
  ['executor=wasm executor=container', []],
  ['gpu.model=A100 gpu.model=H100', []],
  ['country in [DE,IT] country!=IT', []],
])('%s', (query, expected) => {
  const { conditions } = parseQuery(query)
  expect((contradictionIn(conditions) ?? []).map(formatCondition)).toEqual(expected)
})

test('two limits contradict each other exactly when no figure meets both', () => {
  const op = fc.constantFrom<Comparison>('<', '<=', '=', '!=', '>=', '>')
  const limit = fc
    .record({ op, value: fc.bigInt({ min: 0n, max: 5n }) })
    .map((given) => ({ kind: 'number', field: 'ports', ...given }) satisfies Condition)
  fc.assert(
    fc.property(limit, limit, (one, other) => {
      const some = Array.from({ length: 8 }, (_, value) => BigInt(value)).some(
        (value) => compares(value, one.op, one.value) && compares(value, other.op, other.value),
      )
      expect(contradictionIn([one, other]) === undefined).toBe(some)
    }),
  )
})
