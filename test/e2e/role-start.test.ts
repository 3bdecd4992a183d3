import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Anvil, startAnvil } from '@sonm/chain/testing'
import { systemClock } from '@sonm/common'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processIdsWith, sonm, start, temporaryFolder } from './program.ts'

const folder = temporaryFolder()
let anvil: Anvil
let other: Server
beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  other = createServer((_, response) => response.writeHead(404).end())
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
})
afterAll(async () => {
  // A role that should not have started must not outlive the test that found it.
  for (const pid of processIdsWith(folder.path)) process.kill(pid, 'SIGKILL')
  other.close()
  await anvil.stop()
  folder.remove()
})

/** A home with a network file that names a chain, and contracts which are nowhere. */
function homeOn(name: string, rpcUrl: string, chainId: number): string {
  const home = join(folder.path, name)
  mkdirSync(home)
  const nowhere = `0x${'1'.repeat(40)}`
  const contracts = { snm: nowhere, registry: nowhere, market: nowhere }
  const network = { name: 'test', chainId, rpcUrl, contracts, marketplaces: [], locators: [] }
  writeFileSync(join(home, 'network.json'), JSON.stringify(network))
  return home
}

/** A port that nobody listens on. */
async function silentPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

describe.each(['marketplace', 'hub', 'node'])('a %s', (role) => {
  const words = (home: string) => [role, 'start', '--listen', '127.0.0.1:0', '--log-level', 'silent', '--home', home]

  test('whose network file names another chain does not start', async () => {
    const { code, stdout, stderr } = await sonm(words(homeOn(`${role}-other`, anvil.url, 1)))
    expect(stderr).toMatch(/^error CHAIN_WRONG: .* serves chain 31337, not 1\./)
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  test('whose network file names contracts that are not there does not start', async () => {
    const { code, stdout, stderr } = await sonm(words(homeOn(`${role}-empty`, anvil.url, anvil.chainId)))
    expect(stderr).toMatch(/^error CONTRACT_MISSING: /)
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  test('whose chain does not answer says so in one line, and serves', async () => {
    const running = start(words(homeOn(`${role}-dead`, `http://127.0.0.1:${await silentPort()}`, 31337)))
    await running.until(/Ctrl-C ends it/)
    running.child.kill('SIGINT')
    const { code, stderr } = await running.ended
    expect(stderr).toMatch(
      new RegExp(
        `^warning CHAIN_UNREACHABLE: .* does not answer: .*\\. The ${role} starts without it and goes on trying\\.\n$`,
      ),
    )
    expect(code).toBe(0)
  })
})

describe('a development chain', () => {
  test.each([
    ['another chain', () => anvil.port],
    ['something else', () => (other.address() as AddressInfo).port],
  ])('says that its port is taken where %s listens', async (_, port) => {
    const { code, stdout, stderr } = await sonm(['chain', 'start', '--port', `${port()}`])
    expect(stderr).toMatch(new RegExp(`^error PORT_TAKEN: Port ${port()} is taken\\.`))
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  test('that ends by itself ends its role with the reason', async () => {
    const port = await silentPort()
    const running = start(['chain', 'start', '--port', `${port}`])
    await running.until(/Ctrl-C ends it/)
    for (const pid of processIdsWith(`--port ${port} --silent`)) process.kill(pid, 'SIGKILL')
    const { code, stderr } = await running.ended
    expect(stderr).toMatch(/^error CHAIN_ENDED: .* ended: anvil ended with SIGKILL\.\n {2}\S.*\n$/)
    expect(code).toBe(1)
  })

  test('ends in order on Ctrl-C', async () => {
    const port = await silentPort()
    const running = start(['chain', 'start', '--port', `${port}`])
    await running.until(/Ctrl-C ends it/)
    process.kill(-running.child.pid!, 'SIGINT')
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    expect(processIdsWith(`--port ${port} --silent`)).toEqual([])
  })
})

test('a marketplace that is given no database says so, and repeats no password', async () => {
  const database = ['mysql://sonm:secret@db.example.org/market']
  const { code, stdout, stderr } = await sonm([
    'marketplace',
    'start',
    '--home',
    folder.path,
    '--database',
    ...database,
  ])
  expect(stderr).toMatch(/^error DATABASE_INVALID: .* neither with sqlite: nor with postgres:\/\//)
  expect(stderr + stdout).not.toContain('secret')
  expect(code).toBe(2)
})
