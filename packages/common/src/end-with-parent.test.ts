import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { sleep, systemClock } from './clock.ts'

/** A process that starts a child which would live for ten minutes, and tells its id. */
const PARENT = `
  import { spawn } from 'node:child_process'
  import { endWithParent } from ${JSON.stringify(import.meta.resolve('./end-with-parent.ts'))}
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
  endWithParent(child)
  process.stdout.write(child.pid + '\\n')
  process.stdin.on('data', () => child.kill())
  child.once('exit', () => process.stdout.write('ended\\n'))
`

async function startParent() {
  const parent = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PARENT],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const [line] = await once(parent.stdout, 'data')
  return { parent, childId: Number(String(line).trim()) }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch {
    return false
  }
}

const guardsOf = (childId: number) =>
  spawnSync('ps', ['-A', '-o', 'args'])
    .stdout.toString()
    .split('\n')
    .filter((line) => line.includes('while read') && line.endsWith(` ${childId}`))

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(systemClock, 10)
}

test.each(['SIGKILL', 'SIGTERM'] as const)('a child ends with a parent that gets a %s', async (signal) => {
  const { parent, childId } = await startParent()
  expect(isAlive(childId)).toBe(true)
  parent.kill(signal)
  await until(() => !isAlive(childId))
  await until(() => guardsOf(childId).length === 0)
})

test('of a child that has ended nothing is left, and its parent ends by itself', async () => {
  const { parent, childId } = await startParent()
  const output = once(parent.stdout, 'data')
  const ended = once(parent, 'exit')
  parent.stdin.end('end it\n')
  expect(String((await output)[0])).toBe('ended\n')
  await until(() => guardsOf(childId).length === 0)
  expect((await ended)[0]).toBe(0)
})
