import { type CodedError, errorsOf } from '@sonm/common'
import { fail } from '@sonm/model'
import { expect, test } from 'vitest'
import { refusalReason } from './refusal.ts'

const refused = (reason: string, cause?: unknown): CodedError =>
  fail('CHAIN_REFUSED', { url: 'fake', reason }, { cause })

/** As endpoints say it. */
test.each([
  'query returned more than 10000 results',
  'query returned more than 10000 results. Try with this block range [0x1, 0x2].',
  'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range',
  'block range is too wide',
  'block range too large',
  'block range limit exceeded',
  'block range should not exceed 3500',
  'exceed maximum block range: 5000',
  'query exceeds max block range 100000',
  'query exceeds max results 20000',
  'eth_getLogs is limited to a 10,000 range',
  'eth_getLogs and eth_newFilter are limited to a 10,000 blocks range',
  'requested too many blocks from 1 to 9000, maximum is set to 2048',
  'range is too large, max is 1k blocks',
  'logs matched by query exceeds limit of 10000',
  'ranges over 10000 blocks are not supported on freetier',
  'Maximum allowed number of requested blocks is 3000',
  'backend response too large',
  'response size is larger than 150MB limit',
  'response size should not greater than 10000000 bytes',
  'Max range: 800',
  'Maximum [from, to] blocks distance: 10000',
  'eth_getLogs is limited to 1024 block range',
  'please limit the query to at most 1000 blocks',
  'exceeds the range allowed for your plan (5000 > 1000)',
  'exceeded max allowed range: 5000 > 1000',
  'allowed block range threshold exceeded',
  'block range greater than 1000 max',
  'block range exceeds 1000',
  'query must be smaller than size 1024',
  'query timeout exceeded',
  'it answered with HTTP 413',
  'its answer is larger than 64 MiB',
])('"%s" is about the size of the range', (reason) => {
  expect(refusalReason(refused(reason))).toBe(reason)
})

test.each([
  'header not found',
  'the block is out of range of this chain',
  'failed to generate the block',
  'unknown block',
  'daily request count exceeded, request rate limited',
  'Too Many Requests',
  'Your app has exceeded its compute units per second capacity',
  'it answered with HTTP 429',
  'missing trie node',
  'method not found',
])('"%s" is not', (reason) => {
  expect(refusalReason(refused(reason))).toBeUndefined()
})

test('the code -32005 says so too, whatever the sentence, unless it is about too many requests', () => {
  const cause = new Error('viem', { cause: Object.assign(new Error('RPC'), { code: -32005 }) })
  expect(refusalReason(refused('limit exceeded', cause))).toBe('limit exceeded')
  expect(refusalReason(refused('project ID request rate exceeded', cause))).toBeUndefined()
})

test('an error without a reason is read by its message', () => {
  const error = errorsOf({ ANY: { kind: 'internal', about: '', what: () => 'block range too large', todo: '' } })(
    'ANY',
    {},
  )
  expect(refusalReason(error)).toContain('block range too large')
})
