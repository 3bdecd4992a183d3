import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded, systemClock } from '@sonm/common'
import { afterAll, expect, test } from 'vitest'
import type { RoleProcess } from './child.ts'
import { freePort, isPortFree } from './free-port.ts'
import { type KeepOptions, keepRole } from './keep-role.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-keep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A locator: it needs no other role. */
function keepLocator({ listen = '127.0.0.1:0', ...changes }: Partial<KeepOptions> & { listen?: string }) {
  const args = ['locator', 'start', '--listen', listen, '--home', folder]
  const unexpected = (what: unknown) => expect.unreachable(`nothing was to be told: ${what}`)
  return keepRole({
    role: 'locator',
    args,
    logFile: join(folder, 'locator.log'),
    restarts: 1,
    onEnd: unexpected,
    onReturn: unexpected,
    onFailure: unexpected,
    clock: systemClock,
    signal: new AbortController().signal,
    ...changes,
  })
}

test('a role that ends unasked is started again with the same key, so often and no more', async () => {
  const ends: unknown[] = []
  const returned = Promise.withResolvers<RoleProcess>()
  const failed = Promise.withResolvers<unknown>()
  const onEnd = (error: unknown) => void ends.push(error)
  const kept = await keepLocator({ onEnd, onReturn: returned.resolve, onFailure: failed.resolve })
  process.kill(kept.pid, 'SIGKILL')
  const again = await returned.promise
  expect(again.ready.address).toBe(kept.ready.address)
  expect(again.pid).not.toBe(kept.pid)
  process.kill(again.pid, 'SIGTERM')
  const failure = await failed.promise
  expect(isCoded(failure, 'ROLE_FAILED') && failure.what).toBe('The locator failed: it ended with exit code 0.')
  expect(ends).toMatchObject([{ code: 'ROLE_FAILED', data: { log: join(folder, 'locator.log') } }])
  await kept.stop()
})

test('a role that is told to end is not started again', async () => {
  const ends: unknown[] = []
  const kept = await keepLocator({ onEnd: (error) => void ends.push(error) })
  await kept.stop()
  expect(() => process.kill(kept.pid, 0)).toThrow(/ESRCH/)
  expect(ends).toEqual([])
})

test('a role that is told to end while it starts again does not run after that', async () => {
  const port = await freePort('127.0.0.1', 0)
  const again = Promise.withResolvers<unknown>()
  const returns: unknown[] = []
  const onReturn = (role: RoleProcess) => void returns.push(role)
  const kept = await keepLocator({ listen: `127.0.0.1:${port}`, onEnd: again.resolve, onReturn })
  process.kill(kept.pid, 'SIGKILL')
  await again.promise
  await kept.stop()
  expect(returns).toEqual([])
  expect(await isPortFree('127.0.0.1', port)).toBe(true)
})
