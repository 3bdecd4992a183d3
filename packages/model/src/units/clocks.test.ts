import { expect, test } from 'vitest'
import { expiredReason, lastsTooLongReason } from './clocks.ts'

const NOW = 1_767_225_600n

test('whoever signed with a wrong clock reads that it is one, by how much, and what the other clock says', () => {
  expect(expiredReason(NOW - 3_000n, NOW)).toBe(
    'it expired 50m ago by the clock of who checks it, 2026-01-01T00:00:00.000Z; if it is fresh, the clock of who signed it is slow by at least that',
  )
  expect(lastsTooLongReason(NOW + 4_200n, NOW, 600n)).toBe(
    'it lasts 1h10m by the clock of who checks it, 2026-01-01T00:00:00.000Z, more than the allowed 10m; if it was signed for no more, the clock of who signed it is fast by at least 1h',
  )
})
