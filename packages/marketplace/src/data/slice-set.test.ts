import { seededRandom } from '@sonm/common'
import { toHex } from '@sonm/model'
import { expect, test } from 'vitest'
import { SliceSet } from './slice-set.ts'

test('each slice is new once; of many hardly any is taken for another', () => {
  const random = seededRandom(3)
  const slices = new SliceSet()
  const hubs = Array.from({ length: 200 }, () => toHex(random.bytes(20)))
  const all = hubs.flatMap((hub) => Array.from({ length: 100 }, (_, nonce) => [hub, BigInt(nonce)] as const))
  const isNew = all.map(([hub, nonce]) => slices.add(hub, nonce))
  expect(isNew.filter((one) => !one).length).toBeLessThan(3)
  expect(all.some(([hub, nonce]) => slices.add(hub, nonce))).toBe(false)
})
