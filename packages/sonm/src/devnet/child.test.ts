import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sonm/common'
import { afterAll, expect, test } from 'vitest'
import { spawnRole } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-child-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const shared = { role: 'node', clock: systemClock, signal: new AbortController().signal }

test('a role that ends before it is ready is reported with the file where it says why', async () => {
  const logFile = join(folder, 'no-such-role.log')
  const starting = spawnRole({ ...shared, args: ['no-such-role'], logFile })
  await expect(starting).rejects.toMatchObject({ code: 'ROLE_FAILED', data: { role: 'node', log: logFile } })
  expect(readFileSync(logFile, 'utf8')).toContain("unknown command 'no-such-role'")
})

test('a role that knows why it cannot start says so to who started it', async () => {
  const home = join(folder, 'empty-home')
  const starting = spawnRole({ ...shared, args: ['node', 'start', '--home', home], logFile: join(folder, 'node.log') })
  await expect(starting).rejects.toMatchObject({
    code: 'NETWORK_FILE_MISSING',
    data: { path: join(home, 'network.json') },
  })
})

test('nothing is started for who has given up', async () => {
  const logFile = join(folder, 'given-up.log')
  const signal = AbortSignal.abort(new Error('given up'))
  await expect(spawnRole({ ...shared, signal, args: ['node', 'start'], logFile })).rejects.toThrow('given up')
  expect(() => readFileSync(logFile)).toThrow(/ENOENT/)
})
