import { create } from '@bufbuild/protobuf'
import { QUERY_FIELDS } from '@sonm/model'
import { SearchResponseSchema } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { explainText, truncatedText, whyNothing } from './explain.ts'
import { fieldsList, fieldsTable } from './fields.ts'

describe('a search that finds nothing', () => {
  it('names what turns offers away, and what the nearest have', () => {
    const rejections = [
      { requirement: 'cores>=8', count: 3, missedAlone: 2, closest: 'cores>=6' },
      { requirement: 'counterparty-of-ask', count: 1 },
      { requirement: 'made-up-later', count: 2 },
    ]
    const text = whyNothing(create(SearchResponseSchema, { rejections }))
    expect(text).toContain('3 for cores>=8, 2 of them meet everything else; cores>=6 would let one more in')
    expect(text).toContain('1 for being reserved for another buyer')
    expect(text).toContain('2 for made-up-later')
  })

  it('says so when there is no offer at all', () => {
    expect(whyNothing(create(SearchResponseSchema, {}))).toMatch(
      /no live offer: what there was may be rented.*A deal of your own may hold it/,
    )
  })
})

it('an explained search tells the query, the defaults, and by what each offer fits', () => {
  const text = explainText(
    create(SearchResponseSchema, {
      query: 'ram>=4GiB reliability>=0.2',
      defaults: ['reliability>=0.2'],
      rejections: [{ requirement: 'ram>=4GiB', count: 7 }],
      offers: [{ supplier: `0x${'5a'.repeat(20)}`, satisfied: ['ram>=4GiB: 16GiB'] }],
    }),
  )
  expect(text.split('\n')).toEqual([
    'searched for  ram>=4GiB reliability>=0.2',
    'defaults      reliability>=0.2  (FIELD=any lifts one, --no-defaults all)',
    'turned away',
    '  7 for ram>=4GiB',
    '1  0x5a5a5a…5a5a  ram>=4GiB: 16GiB',
  ])
})

it('a search that met its bound never says that nothing fits, and says how to go on', () => {
  const rejections = [{ requirement: 'region=DE-A', count: 3 }]
  const found = create(SearchResponseSchema, { truncated: true, nextCursor: 'abc', rejections })
  expect(whyNothing(found)).toMatch(/^No offer that fits was found so far\.\n.*at least\n {2}3 for region=DE-A$/)
  expect(truncatedText(found)).toMatch(/bound of work .* --all, or --cursor abc; or ask/)
  expect(truncatedText({ nextCursor: '' })).toMatch(/missing\. Ask/)
})

it('the help lists every field with its units and an example', () => {
  const text = fieldsTable()
  for (const { name, example } of QUERY_FIELDS) {
    expect(text).toContain(name)
    expect(text).toContain(example)
  }
  expect(fieldsList().find(({ name }) => name === 'ram')?.units).toContain('GiB')
})
