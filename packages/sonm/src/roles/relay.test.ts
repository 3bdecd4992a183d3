import { relayLimits } from '@sonm/network'
import { expect, test } from 'vitest'
import { limitsOf } from './relay.ts'

test.each([1, 7, 104_857_600])('of a bandwidth of %d, one key and one host get half', (bytesPerSecond) => {
  const share = Math.ceil(bytesPerSecond / 2)
  expect(limitsOf({ bytesPerSecond })).toEqual({
    bytesPerSecond,
    bytesPerSecondOfKey: share,
    bytesPerSecondOfHost: share,
  })
})

test('without a bandwidth all is as published, where one key and one host get half too', () => {
  const { bytesPerSecond, bytesPerSecondOfKey, bytesPerSecondOfHost } = { ...relayLimits, ...limitsOf({}) }
  expect([2 * bytesPerSecondOfKey, 2 * bytesPerSecondOfHost]).toEqual([bytesPerSecond, bytesPerSecond])
})
