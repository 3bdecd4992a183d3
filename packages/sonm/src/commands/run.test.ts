import { fail } from '@sonm/model'
import { expect, it } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { closeAfterFailure } from './run.ts'

it('a deal that cannot be closed after a failure is told with both, for it goes on to cost money', async () => {
  const refused = fail('ETH_INSUFFICIENT', { account: '0x01', needed: '2 ETH', available: '1 ETH' })
  const api = { deals: { closeDeal: () => Promise.reject(refused) } } as unknown as NodeApi
  const failure = fail('OUTPUT_CORRUPT', { name: 'image.png' })
  await expect(closeAfterFailure(api, 7n, failure)).rejects.toMatchObject({
    code: 'DEAL_STILL_OPEN',
    data: { dealId: '7', failure: failure.message, reason: refused.message },
    cause: failure,
  })
})
