import { create } from '@bufbuild/protobuf'
import { fail } from '@sonm/model'
import { GetPricesResponseSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { absentCards } from './absent-cards.ts'

const offering: Readonly<Record<string, number>> = { 'gpu:rtx4090': 2, 'gpu:h100': 0 }

/** A market that has had two models, of which one is offered. */
const api = {
  data: {
    getPrices: async ({ marketClass }: { marketClass: string }) => {
      const suppliers = offering[marketClass]
      if (marketClass === 'gpu:a100') throw fail('MARKETPLACES_UNREACHABLE', { reasons: 'none' })
      if (suppliers === undefined) {
        throw fail('MARKET_CLASS_UNKNOWN', {
          marketClass,
          closest: marketClass.includes('rtx') ? 'gpu:rtx4090' : 'cpu',
        })
      }
      return create(GetPricesResponseSchema, { classes: [{ marketClass, suppliers }] })
    },
  },
} as unknown as NodeApi

test.each([
  ['gpu.model=RTX4909', [/^Nobody offers or has offered a card '.*4909'; did you mean 'rtx4090'\?$/i]],
  ['gpu.model=Z9', [/^Nobody offers or has offered a card '.*'\.$/]],
  ['gpu.model=H100', [/^Nobody offers a card '.*' now\.$/]],
  ['gpu.model in [RTX_4090,RTX4909]', [/4909/]],
  ['gpu.model=RTX_4090', []],
  ['gpu.model=A100', []],
  ['cores>=2', []],
])('of the cards that a query asks for, those are named that nobody has: %s', async (query, lines) => {
  expect(await absentCards(api, query)).toEqual(lines.map((line) => expect.stringMatching(line)))
})
