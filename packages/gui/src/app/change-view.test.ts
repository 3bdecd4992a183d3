import { create } from '@bufbuild/protobuf'
import { SuggestionSchema } from '@sonm/protocol'
import { expect, it } from 'vitest'
import { changeView } from './change-view.ts'

it('a change is told in words, and is made in what the buyer wrote', () => {
  const relax = [
    { from: 'gpu.count>=8', to: 'gpu.count>=2' },
    { from: 'reliability>=0.8', to: '' },
  ]
  expect(changeView(create(SuggestionSchema, { relax, offers: 1 }), 'gpu.count>=8 ram>=1GiB')).toEqual({
    text: 'gpu.count>=2 instead of gpu.count>=8 and without reliability>=0.8 (1 offer)',
    query: 'gpu.count>=2 ram>=1GiB reliability=any',
  })
})
