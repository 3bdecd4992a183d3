import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectNodeApi, openHome, readNodeAccess } from '@sonm/sonm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processesWith, processIdsWith, type Running, start, temporaryFolder } from './program.ts'
import { until } from './town.ts'

let folder: ReturnType<typeof temporaryFolder>
let home: string
let devnet: Running
const startDevnet = (...words: string[]) => {
  devnet = start(['devnet', '--any-ports', ...words], { env: { SONM_HOME: home } })
}

beforeEach(() => {
  folder = temporaryFolder()
  home = join(folder.path, 'home')
})
afterEach(async () => {
  devnet.child.kill('SIGINT')
  await devnet.ended
  const left = processesWith(home)
  folder.remove()
  expect(left).toEqual([])
})

const killRole = (role: string) => {
  const [pid] = processIdsWith(`main.ts ${role} start `).filter((found) => processIdsWith(home).includes(found))
  process.kill(pid!, 'SIGKILL')
}

test('a local network shows how far its start has come', async () => {
  startDevnet('--roles', 'none')
  await devnet.until(/Ctrl-C ends the chain/)
  devnet.child.kill('SIGINT')
  const { stdout, stderr } = await devnet.ended
  expect(stderr).toMatch(/^Starting a local network 0% starting the chain\n[\s\S]*100% ready\n$/)
  expect(stdout).not.toContain('Starting')
})

test('a role that dies is told of and started again, and the machine is sold again', async () => {
  startDevnet()
  await devnet.until(/Ctrl-C ends it/)
  killRole('hub')
  const [line] = await devnet.until(/error ROLE_FAILED: .*\n.*/)
  expect(line).toMatch(/The hub failed: it ended with SIGKILL; it is started again \(1 of 5 times\)\./)
  expect(line).toContain(join(home, 'logs/hub.log'))
  await devnet.until(/The hub runs again/)
  killRole('node')
  await devnet.until(/The node runs again, at http:\S+#token=/)
  const api = connectNodeApi(readNodeAccess(openHome(home)))
  await until(
    () => api.market.search({}),
    ({ offers }) => offers.length > 0,
    'the machine is on sale again',
  )
  await until(
    () => api.deals.openDeal({}),
    ({ deal }) => deal?.state === 'open',
    'a deal opens',
  )
})

test('a local network whose chain dies ends with the reason, and leaves no process', async () => {
  startDevnet()
  await devnet.until(/Ctrl-C ends it/)
  const { rpcUrl } = JSON.parse(readFileSync(join(home, 'network.json'), 'utf8'))
  for (const pid of processIdsWith(`--port ${new URL(rpcUrl).port} --silent`)) process.kill(pid, 'SIGKILL')
  const { code, stderr } = await devnet.ended
  expect(stderr).toMatch(/error ROLE_FAILED: The chain failed: it ended with exit code 1\.\n.*chain\.log\.\n$/)
  expect(code).toBe(1)
  expect(processesWith(home)).toEqual([])
})
