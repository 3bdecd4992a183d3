import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const module = fileURLToPath(new URL('logger.ts', import.meta.url))
const program = `
  const { createLogger } = await import(${JSON.stringify(module)})
  const logger = createLogger({ role: 'test', level: 'info' })
  logger.info({ token: 'secret', wallet: { privateKey: 'secret' }, dealId: '7' }, 'a deal was opened')
  setImmediate(() => console.log('still here'))
`
const run = (stderr: 'pipe' | number) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', stderr],
  })

test('a line is JSON with its fields, and no secret stands in it', () => {
  const { stderr, stdout } = run('pipe')
  const line = JSON.parse(stderr.split('\n').find((text) => text.startsWith('{'))!)
  expect(line).toMatchObject({ role: 'test', msg: 'a deal was opened', dealId: '7', token: '[Redacted]' })
  expect(stderr).not.toContain('secret')
  expect(stdout).toBe('still here\n')
})

test('a log that cannot be written ends no process', () => {
  const unwritable = openSync(module, 'r')
  try {
    expect(run(unwritable)).toMatchObject({ status: 0, stdout: 'still here\n' })
  } finally {
    closeSync(unwritable)
  }
})
