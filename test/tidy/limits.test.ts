import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from '@sonm/network'
import { expect, test } from 'vitest'
import { limitsPage, untestedLimits } from './limits-docs.ts'
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

test('a limit names the test that tries to break it, and that test names the limit', () => {
  expect(untestedLimits()).toEqual([])
})

test('a limit without a test, with a lost one, and with one that does not know it are found', () => {
  const limits = [
    '/** A. */\n  one: 1,',
    '/** B. @test lost.test.ts */\n  two: 2,',
    '/** C. @test test/tidy/limits.test.ts */\n  connectionsOfNobody'.concat('AtAll: 3,'),
  ]
  const source = `export const limits = {\n  ${limits.join('\n  ')}\n} as const\n`
  const read = (path: string) => (path.endsWith('limits.ts') ? source : readFileSync(join(ROOT, path), 'utf8'))
  expect(untestedLimits(read).slice(0, 3)).toEqual([
    'packages/network/src/limits.ts: one names no test',
    'packages/network/src/limits.ts: two: there is no packages/network/src/lost.test.ts',
    expect.stringContaining('test/tidy/limits.test.ts does not name connectionsOfNobody'),
  ])
})
