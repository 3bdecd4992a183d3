import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Clock, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import type { RunningRole } from './run-role.ts'

const START_TIMEOUT_MS = 30_000
const ASK_AGAIN_MS = 50

/** A development chain: anvil, in memory, mining a block for each transaction. */
export function createDevChain(options: { port: number; clock: Clock; signal: AbortSignal }): RunningRole {
  const { port, clock, signal } = options
  const url = `http://127.0.0.1:${port}`
  let stop = async () => {}
  return {
    async start() {
      const words = ['--host', '127.0.0.1', '--port', String(port), '--silent', '--accounts', '1']
      const child = spawn(anvilBinary(), words, { stdio: ['ignore', 'inherit', 'inherit'] })
      let failure: string | undefined
      const ended = new Promise<void>((resolve) => {
        child.once('error', (error) => {
          failure = error.message
          resolve()
        })
        child.once('exit', (code, name) => {
          failure = `anvil ended with ${name ?? `exit code ${code}`}`
          resolve()
        })
      })
      stop = async () => {
        child.kill('SIGTERM')
        await ended
      }
      const deadlineMs = clock.monotonicMs() + START_TIMEOUT_MS
      while (!(await answers(url))) {
        if (failure !== undefined || clock.monotonicMs() > deadlineMs) {
          throw fail('CHAIN_UNREACHABLE', { url, reason: failure ?? 'it did not start in time' })
        }
        await sleep(clock, ASK_AGAIN_MS, signal)
      }
    },
    stop: () => stop(),
    ready: () => ({ address: '', endpoint: url }),
  }
}

/** The program itself, not its npm wrapper: a killed wrapper would leave it running. */
function anvilBinary(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/package.json`))
  return join(folder, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
}

async function answers(url: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return answer.ok
  } catch {
    return false
  }
}
