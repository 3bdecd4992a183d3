import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sleep, systemClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { freePort } from '../devnet/free-port.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

const chainsAt = (port: number) =>
  spawnSync('ps', ['-A', '-o', 'args'])
    .stdout.toString()
    .split('\n')
    .filter((line) => line.includes('anvil') && line.includes(`--port ${port} `))

test('a development chain ends with its role, also when that is killed', async () => {
  const port = await freePort('127.0.0.1', 0)
  const words = ['--disable-warning=ExperimentalWarning', MAIN, 'chain', 'start', '--port', String(port)]
  const role = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  expect(String((await once(role.stdout, 'data'))[0])).toContain(`:${port}`)
  expect(chainsAt(port)).toHaveLength(1)
  role.kill('SIGKILL')
  while (chainsAt(port).length > 0) await sleep(systemClock, 20)
})
