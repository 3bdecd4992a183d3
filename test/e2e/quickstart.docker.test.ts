import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterEach, expect, test } from 'vitest'
import { processesWith, quickstartFolders, sonm, start, temporaryFolder } from './program.ts'

const image = process.env.SONM_TEST_IMAGE ?? ''
const out = temporaryFolder()
afterEach(() => {
  expect(quickstartFolders()).toEqual([])
  expect(processesWith('sonm-quickstart-')).toEqual([])
  expect(containers()).toEqual([])
})

function containers(): string[] {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'label=sonm.task'], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}

function listen(port: number): Promise<Server> {
  return new Promise((listening) => {
    const server = createServer()
    // A port that something else has taken already is just as taken.
    server.once('error', () => listening(server))
    server.listen(port, '127.0.0.1', () => listening(server))
  })
}

test('quickstart renders, serves, pays exactly, and leaves nothing behind', async () => {
  const { code, stdout, stderr } = await sonm([
    'quickstart',
    '--json',
    '--executor',
    'docker',
    '--image',
    image,
    '--output',
    out.path,
  ])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({ ok: true, chainId: 31337 })
  const { deal, tasks } = result
  expect(BigInt(deal.paid)).toBe(BigInt(deal.pricePerSecond) * BigInt(deal.seconds))
  expect(BigInt(deal.seconds)).toBeGreaterThan(0n)
  expect(BigInt(deal.openGas)).toBeGreaterThan(21_000n)
  expect(BigInt(deal.closeGas)).toBeGreaterThan(21_000n)
  expect(tasks.map((task: { executor: string }) => task.executor)).toEqual(['wasm', 'docker'])
  expect(tasks[0].exitCode).toBe(0)
  const [picture] = tasks[0].outputs
  const png = PNG.sync.read(readFileSync(picture.path))
  expect(picture.path).toBe(join(out.path, 'image.png'))
  expect(png.width).toBeGreaterThanOrEqual(800)
  expect(png.height).toBeGreaterThanOrEqual(600)
  const at = (x: number, y: number) => [...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 3)]
  const [skyRed, , skyBlue] = at(480, 20)
  expect(skyBlue!).toBeGreaterThan(skyRed!)
  const [awningRed, awningGreen] = at(270, 130)
  expect(awningRed!).toBeGreaterThan(awningGreen! * 2)
})

test('quickstart for people shows the offers, the service and the bill, also where the default ports are taken', async () => {
  const taken = await Promise.all([8545, 15010, 15020, 15021, 15030].map(listen))
  try {
    const { code, stdout } = await sonm(['quickstart', '--image', image, '--output', out.path])
    expect(code).toBe(0)
    expect(stdout).toMatch(/SUPPLIER\s+CORES\s+RAM.*GPU.*PRICE\/H/)
    expect(stdout).toMatch(/answered through the peer network \(HTTP 200\)/)
    expect(stdout).toMatch(/Bill of deal 1[\s\S]*price[\s\S]*paid[\s\S]*returned[\s\S]*buyer[\s\S]*supplier[\s\S]*gas/)
  } finally {
    for (const server of taken) server.close()
  }
})

test.each([
  ['while the network starts', /deploying|starting|0%/],
  ['while a task runs', /Rendering market.json (10|20|30)%/],
])('Ctrl-C %s leaves no process, container or file', async (_, moment) => {
  const run = start(['quickstart', '--image', image, '--output', out.path])
  await run.until(moment)
  process.kill(-run.child.pid!, 'SIGINT')
  const { code, stderr } = await run.ended
  expect(code).toBe(130)
  expect(stderr).toContain('INTERRUPTED')
})

test('an image that does not exist fails with a coded error and takes the money back', async () => {
  const { code, stdout } = await sonm([
    'quickstart',
    '--json',
    '--image',
    `${image.split('/')[0]}/no-such-image:1`,
    '--output',
    out.path,
  ])
  expect(code).not.toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'TASK_FAILED' } })
})

test('without a Docker engine the service is left out in one line, and asking for it fails', async () => {
  const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
  const auto = await sonm(['quickstart', '--output', out.path], { env })
  expect(auto.stdout).toMatch(/No Docker engine answers on this machine/)
  expect(auto.code).toBe(0)
  const asked = await sonm(['quickstart', '--executor', 'docker', '--json', '--output', out.path], { env })
  expect(asked.code).not.toBe(0)
  expect(JSON.parse(asked.stdout)).toMatchObject({ ok: false, error: { code: 'DOCKER_MISSING' } })
})
