import { expect, it } from 'vitest'
import { relaxedQuery } from './relaxed-query.ts'

it.each([
  ['gpu.count>=8 price<1SNM/h', [{ from: 'gpu.count>=8', to: 'gpu.count>=2' }], 'gpu.count>=2 price<1SNM/h'],
  ['gpu.count>=8', [{ from: 'gpu.count>=8', to: '' }], ''],
  ['ram>=1GiB', [{ from: 'reliability>=0.8', to: '' }], 'ram>=1GiB reliability=any'],
  [
    'ram>=1GiB executor=any',
    [{ from: 'reliability>=0.8', to: 'reliability>=0.5' }],
    'ram>=1GiB reliability>=0.5 executor=any',
  ],
])('%s gives way to the change that was told', (query, relax, wanted) => {
  expect(relaxedQuery(query, relax)).toBe(wanted)
})
