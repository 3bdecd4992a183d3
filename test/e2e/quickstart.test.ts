import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processIdsWith, SONM, sonm } from './program.ts'
import { pressCtrlC, QuickstartPlace } from './quickstart-place.ts'
import { expectResult } from './quickstart-result.ts'

const NO_DOCKER = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
let place: QuickstartPlace
beforeEach(() => {
  place = new QuickstartPlace()
})
afterEach(() => {
  const left = place.left()
  for (const pid of processIdsWith(place.env.TMPDIR!)) process.kill(pid, 'SIGKILL')
  place.remove()
  expect(left).toEqual([])
})

function listen(port: number): Promise<Server> {
  return new Promise((listening) => {
    const server = createServer()
    // A port that something else has taken already is just as taken.
    server.once('error', () => listening(server))
    server.listen(port, '127.0.0.1', () => listening(server))
  })
}

test('without a Docker engine the service is left out in one line; the default ports may be taken', async () => {
  const taken = await Promise.all([8545, 15010, 15020, 15021, 15030].map(listen))
  try {
    const { code, stdout } = await place.run([], NO_DOCKER)
    expect(code).toBe(0)
    expect(stdout.match(/Docker/g)).toHaveLength(1)
    expect(stdout).toMatch(/^No Docker engine answers on this machine.*left out\.$/m)
    expect(stdout).toMatch(/SNM\/H.*SUPPLIER.*CORES\s+RAM.*GPU/)
    expect(stdout).toMatch(/Picture: .*image\.png \(\d+ bytes, sha256 [0-9a-f]{64}\)/)
    expect(stdout).toMatch(/Bill of deal 1[\s\S]*price[\s\S]*paid[\s\S]*returned[\s\S]*buyer[\s\S]*supplier[\s\S]*gas/)
  } finally {
    for (const server of taken) server.close()
  }
})

test('a container that is asked for where no Docker engine answers fails before anything is rented', async () => {
  const { code, stdout } = await place.run(['--executor', 'docker', '--json'], NO_DOCKER)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'DOCKER_MISSING' } })
  expect(code).toBe(5)
})

test('an image for a container that is left out is refused before anything starts', async () => {
  const { code, stderr } = await place.run(['--executor', 'wasm', '--image', 'busybox'])
  expect(stderr).toContain('error USAGE: --image names a container')
  expect(code).toBe(2)
})

test('a network that is kept says how it is used and ended, and is gone after that', async () => {
  const { code, stdout, stderr } = await place.run(['--keep', '--json', '--executor', 'wasm'])
  expect(code).toBe(0)
  const { tasks, timings } = expectResult(stdout, place)
  expect(tasks).toHaveLength(1)
  expect(timings).not.toHaveProperty('dockerStart')

  const [, home] = stderr.match(/^ {2}export SONM_HOME=(\S+)$/m)!
  const [, command, ...stop] = stderr.match(/^To end it, .*: (\S+) (devnet) (stop) (--home) (\S+)$/m)!
  expect(command).toBe(SONM)
  const balance = await sonm(['wallet', 'balance', '--out', 'json'], { env: { SONM_HOME: home! } })
  expect(balance.code).toBe(0)
  expect(BigInt(JSON.parse(balance.stdout).marketFreeWei)).toBeGreaterThan(0n)
  expect(place.left()).not.toEqual([])
  expect(await sonm(stop)).toMatchObject({ code: 0 })
  await place.untilNothingIsLeft()
})

test.each([
  ['while the network starts', /Starting a local network \d+%/],
  ['while a task runs', /Rendering market.json (10|20|30)%/],
])('Ctrl-C %s leaves no process and no file', async (_, moment) => {
  const run = place.start(['--executor', 'wasm'])
  await run.until(moment)
  expect(place.left()).not.toEqual([])
  pressCtrlC(run)
  const { code, stderr } = await run.ended
  expect(stderr).toContain('error INTERRUPTED:')
  expect(code).toBe(130)
})

test('Ctrl-C while the deal closes: the bill is still told, and nothing is left, --keep or not', async () => {
  const run = place.start(['--executor', 'wasm', '--keep'])
  await run.until(/Closing deal 1/)
  pressCtrlC(run)
  const { code, stdout, stderr } = await run.ended
  expect(stdout).toContain('Bill of deal 1')
  expect(stderr).toContain('error INTERRUPTED:')
  expect(code).toBe(130)
})

test('a second Ctrl-C ends the program at once, and the network still tidies up', async () => {
  const run = place.start(['--executor', 'wasm'])
  await run.until(/Rendering market.json 10%/)
  pressCtrlC(run)
  await run.until(/Tidying up/)
  pressCtrlC(run)
  await run.ended
  expect(run.child.signalCode).toBe('SIGINT')
  await place.untilNothingIsLeft()
})

test.each([
  ['while the network starts', /Starting a local network \d+%/],
  ['while a task runs', /Rendering market.json 10%/],
])('kill -9 %s leaves no process and no file either', async (_, moment) => {
  const run = place.start(['--executor', 'wasm'])
  await run.until(moment)
  run.child.kill('SIGKILL')
  await run.ended
  await place.untilNothingIsLeft()
})
