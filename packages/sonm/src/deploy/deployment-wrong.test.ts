import type { CodedError } from '@sonm/common'
import { fail } from '@sonm/model'
import { expect, test } from 'vitest'
import { deploymentFailure } from './deployment-wrong.ts'

const AT = `0x${'aB'.repeat(20)}`
const wrong = fail('DEPLOYMENT_WRONG', { name: 'SNM', address: AT.toLowerCase(), reason: 'there is no contract' })

test.each([
  ['a chain that forgets', 'dev', {}, /forgets everything.*`sonm chain deploy`/],
  ['a chain that does not', 'base', {}, /^Use these contracts for nothing/],
  ['the wrong token', 'dev', { token: AT }, /--token/],
  ['the wrong feed', 'base', { token: `0x${'11'.repeat(20)}`, priceFeed: AT }, /--price-feed/],
])('a deployment that is not there is told by what mends it: %s', (_, name, options, todo) => {
  const failure = deploymentFailure(wrong, { name }, options)
  expect(failure).toMatchObject({ code: 'DEPLOYMENT_WRONG', what: wrong.what, todo: expect.stringMatching(todo) })
})

test('any other failure stays as it is', () => {
  const other: CodedError = fail('USAGE', { reason: 'x' })
  expect(deploymentFailure(other, { name: 'dev' })).toBe(other)
})
