import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('forge.ts', import.meta.url))

test.each([
  ['--version', 0],
  ['no-such-command', 2],
])('forge %s ends with %d', (word, status) => {
  expect(spawnSync(process.execPath, [script, word], { stdio: 'ignore' }).status).toBe(status)
})
