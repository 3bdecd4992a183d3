import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { type Ended, start, temporaryFolder } from './program.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** A chain that nobody serves: a role starts without it. */
function homeOf(role: string): string {
  const home = join(folder.path, role)
  // The role's own folder too, so that it can be watched.
  mkdirSync(join(home, role), { recursive: true, mode: 0o700 })
  const nowhere = `0x${'1'.repeat(40)}`
  const contracts = { snm: nowhere, registry: nowhere, market: nowhere }
  const network = {
    name: 'test',
    chainId: 31_337,
    rpcUrl: 'http://127.0.0.1:9',
    contracts,
    marketplaces: [],
    locators: [],
  }
  writeFileSync(join(home, 'network.json'), JSON.stringify(network))
  return home
}

const wordsOf = (role: string, home: string) => {
  return [role, 'start', '--listen', '127.0.0.1:0', '--log-level', 'silent', '--home', home]
}

/** In the order of a first start; how many changes of a file are seen by then. */
const MOMENTS: readonly (readonly [file: string, changes: number])[] = [
  ['password', 1],
  ['key.json.', 1],
  ['store.sqlite-journal', 1],
  ['store.sqlite-wal', 8],
]

/** Starts the role and kills it as soon as that is seen, at the latest when it serves. */
async function killedAt(role: string, home: string, [file, changes]: readonly [string, number]): Promise<Ended> {
  const running = start(wordsOf(role, home))
  let seen = 0
  const kill = () => running.child.kill('SIGKILL')
  const watcher = watch(join(home, role), (_, name) => {
    if (name?.startsWith(file) && ++seen === changes) kill()
  })
  running.until(/Ctrl-C ends it/).then(kill, () => {})
  const ended = await running.ended
  watcher.close()
  return ended
}

test.concurrent.each(['marketplace', 'hub'])(
  'a %s that is killed at several moments of its very first start starts again, with one key and all its tables',
  async (role) => {
    const home = homeOf(role)
    const keyFile = join(home, role, 'key.json')
    let key: string | undefined
    for (const moment of MOMENTS) {
      const { code, stderr } = await killedAt(role, home, moment)
      // It has come so far, and has not failed before.
      expect({ moment, code, stderr }).toMatchObject({ code: null, stderr: expect.not.stringContaining('error') })
      if (key !== undefined) expect(readFileSync(keyFile, 'utf8')).toBe(key)
      if (existsSync(keyFile)) key = readFileSync(keyFile, 'utf8')
    }
    const running = start(wordsOf(role, home))
    const [, address] = await running.until(/ (0x[0-9a-f]{40}) listens on /)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 0 })
    expect(`0x${JSON.parse(key!).address}`).toBe(address)
    const database = new DatabaseSync(join(home, role, 'store.sqlite'), { readOnly: true })
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    database.close()
  },
)
