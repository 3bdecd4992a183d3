import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pressCtrlC, QuickstartPlace } from './quickstart-place.ts'
import { expectResult } from './quickstart-result.ts'

const image = process.env.SONM_TEST_IMAGE ?? ''
let place: QuickstartPlace
beforeEach(() => {
  place = new QuickstartPlace()
})
afterEach(() => {
  const left = place.left()
  place.remove()
  expect(left).toEqual([])
  expect(containers()).toEqual([])
})

function containers(): string[] {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'label=sonm.task'], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}

test('quickstart renders, serves, pays exactly, and leaves nothing behind', async () => {
  const { code, stdout, stderr } = await place.run(['--json', '--executor', 'docker', '--image', image])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const { tasks, timings } = expectResult(stdout, place)
  expect(tasks).toHaveLength(2)
  expect(tasks[1]).toEqual({ executor: 'docker', exitCode: 143, outputs: [] })
  expect(timings.dockerStart).toBeGreaterThan(0)
  expect(timings.service).toBeGreaterThan(0)
})

test('quickstart for people shows what the service answered', async () => {
  const { code, stdout } = await place.run(['--image', image])
  expect(code).toBe(0)
  expect(stdout).toMatch(/answered through the peer network \(HTTP 200\): <h1>Served by a SONM task/)
})

test('Ctrl-C while the service runs leaves no container, process or file', async () => {
  // Nothing listens on that port of the container, so quickstart goes on asking.
  const run = place.start(['--image', image, '--port', '9'])
  await run.until(/Starting a service in a container 100% running/)
  expect(containers()).toHaveLength(1)
  pressCtrlC(run)
  const { code, stderr } = await run.ended
  expect(stderr).toContain('error INTERRUPTED:')
  expect(code).toBe(130)
})

test('an image that does not exist is told by its code, after the deal was closed and paid by the second', async () => {
  const { code, stdout, stderr } = await place.run(['--image', `${image.split('/')[0]}/no-such-image:1`])
  expect(stderr).toContain('error IMAGE_NOT_FOUND:')
  expect(code).toBe(4)
  // The bill is shown only when it adds up: price times seconds, and all of that from buyer to supplier.
  const [, seconds] = stdout.match(/Bill of deal 1\n.*\n {2}time {7}(\d+) s\n/)!
  expect(Number(seconds)).toBeLessThan(180)
  expect(stdout).toMatch(/ {2}returned {3}0\.9\d* SNM of what was held ahead/)
})
