import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sonm/common'
import { afterAll, expect, test } from 'vitest'
import { openHome } from '../home/home.ts'
import { silentProgress } from '../output/progress.ts'
import { createDevnet } from './devnet.ts'
import {
  clearDevnet,
  type DevnetState,
  holdsKeys,
  readDevnetState,
  runningDevnet,
  writeDevnetState,
} from './state-file.ts'

const root = mkdtempSync(join(tmpdir(), 'sonm-devnet-state-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const freshHome = () => openHome(mkdtempSync(join(root, 'home-')))

/** No process has it: it is above the highest that Linux gives. */
const NOBODY = 2 ** 22 + 1
const state: DevnetState = {
  pid: process.pid,
  buyer: `0x${'01'.repeat(20)}`,
  master: `0x${'02'.repeat(20)}`,
  hub: `0x${'03'.repeat(20)}`,
  worker: `0x${'04'.repeat(20)}`,
}

test('a home where no local network ever ran says so', () => {
  const home = freshHome()
  expect(() => readDevnetState(home)).toThrow(
    expect.objectContaining({ code: 'DEVNET_NOT_RUNNING', data: { home: home.path } }),
  )
  expect(runningDevnet(home)).toBeUndefined()
})

test('a local network runs as long as its process lives', () => {
  const home = freshHome()
  writeDevnetState(home, state)
  expect(readDevnetState(home)).toEqual(state)
  expect(runningDevnet(home)).toBe(process.pid)
  writeDevnetState(home, { ...state, pid: NOBODY })
  expect(runningDevnet(home)).toBeUndefined()
})

test('what a local network left is removed, what a person put there stays', () => {
  const home = freshHome()
  writeDevnetState(home, state)
  mkdirSync(join(home.path, 'node'))
  writeFileSync(join(home.path, 'node', 'key.json'), '{}')
  writeFileSync(join(home.path, 'my-notes'), '')
  clearDevnet(home)
  expect(readdirSync(home.path)).toEqual(['my-notes'])
})

test('no local network starts over another one, or over keys that none has made', async () => {
  const options = { roles: 'none', anyPorts: true, temporary: true, progress: silentProgress } as const
  const start = async (home: ReturnType<typeof freshHome>) =>
    createDevnet({ ...options, home, clock: systemClock, signal: AbortSignal.abort() }).start()

  const running = freshHome()
  writeDevnetState(running, state)
  await expect(start(running)).rejects.toMatchObject({ code: 'DEVNET_RUNNING' })
  expect(readDevnetState(running)).toEqual(state)

  const own = freshHome()
  mkdirSync(join(own.path, 'node'))
  writeFileSync(join(own.path, 'node', 'key.json'), '{}')
  await expect(start(own)).rejects.toMatchObject({ code: 'HOME_IN_USE' })
  expect(holdsKeys(own)).toBe(true)
})
