import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from '@sonm/network'
import { expect, test } from 'vitest'
import { limitsPage } from './limits-docs.ts'
import { ROOT } from './sources.ts'

test('docs/limits.md names every limit with its value and its reason, as the code has them', () => {
  const page = limitsPage()
  expect(readFileSync(join(ROOT, 'docs/limits.md'), 'utf8')).toBe(page)
  for (const name of Object.keys(limits)) expect(page).toContain(`\`${name}\``)
})

test('a limit without a reason is found', () => {
  const bare = 'export const limits = {\n  one: 1,\n  /** For a reason. */\n  two: 2,\n} as const\n'
  expect(() => limitsPage(() => bare)).toThrow('one has no reason')
})
