import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock } from '@sonm/common'
import { serveLoopback } from '@sonm/network'
import { StatusService } from '@sonm/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Home, openHome } from '../home/home.ts'
import {
  readNodeAccess,
  refuseSecondNode,
  removeNodeAccess,
  runningNode,
  withNode,
  writeNodeAccess,
} from './node-api.ts'

const ACCOUNT = `0x${'11'.repeat(20)}`
let home: Home
beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'sonm-node-api-')), 'node')
  mkdirSync(join(home.path, 'node'))
})
afterEach(() => rmSync(home.path, { recursive: true, force: true }))

const serve = (token: string) =>
  serveLoopback({
    requestMaxBytes: new Map(),
    routes: (router) => router.service(StatusService, { getStatus: () => ({ address: ACCOUNT }) }),
    host: '127.0.0.1',
    port: 0,
    token,
    clock: systemClock,
    logger: silentLogger,
  })

test('a second node of a name is refused while the first answers, and named; what a dead one has left refuses none', async () => {
  await refuseSecondNode(home)
  const server = await serve('first')
  try {
    writeNodeAccess(home, { url: server.url, token: 'first' })
    await expect(refuseSecondNode(home)).rejects.toMatchObject({
      code: 'NODE_RUNNING',
      what: expect.stringContaining(
        `'node' of ${home.path} runs already: it answers at ${server.url}, for account ${ACCOUNT}`,
      ),
    })
    // Another program that listens where the first one did.
    writeNodeAccess(home, { url: server.url, token: 'other' })
    await refuseSecondNode(home)
  } finally {
    await server.close()
  }
  writeNodeAccess(home, { url: server.url, token: 'first' })
  await refuseSecondNode(home)
  expect(await runningNode(home)).toBeUndefined()
})

test('a node takes back its own access alone', () => {
  const [first, second] = ['first', 'second'].map((token) => ({ url: 'http://127.0.0.1:1', token })) as [
    { url: string; token: string },
    { url: string; token: string },
  ]
  writeNodeAccess(home, second)
  removeNodeAccess(home, first)
  expect(readNodeAccess(home)).toEqual(second)
  removeNodeAccess(home, second)
  expect(existsSync(join(home.path, 'node', 'api.json'))).toBe(false)
  removeNodeAccess(home, second)
})

test('what is not there is told apart from what does not answer', async () => {
  const whatOf = async (of: Home) => {
    const error = await withNode(of, async () => {}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'NODE_NOT_RUNNING' })
    return (error as { what: string }).what
  }
  const none = openHome(join(home.path, 'none'), 'node')
  expect(await whatOf(none)).toBe(`There is no home ${none.path}, and so no node that could be asked.`)
  expect(await whatOf(openHome(home.path, 'second'))).toBe(`The home ${home.path} has no node 'second'.`)
  expect(await whatOf(home)).toBe(`The node 'node' of ${home.path} is not running.`)
})
