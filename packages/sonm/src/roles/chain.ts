import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Clock, type CodedError, endWithParent, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import { isPortFree } from '../devnet/free-port.ts'
import type { RunningRole } from './run-role.ts'

const START_TIMEOUT_MS = 30_000
const ASK_AGAIN_MS = 50

/**
 * A development chain: anvil, in memory, mining a block for each transaction.
 * @throws PORT_TAKEN, CHAIN_ENDED
 */
export function createDevChain(options: { port: number; clock: Clock; signal: AbortSignal }): RunningRole {
  const { port, clock, signal } = options
  const url = `http://127.0.0.1:${port}`
  const end = Promise.withResolvers<CodedError>()
  let stop = async () => {}
  return {
    async start() {
      // Whoever listens there would answer in the place of anvil, which cannot start then.
      if (!(await isPortFree('127.0.0.1', port))) throw fail('PORT_TAKEN', { port, option: '--port' })
      const words = ['--host', '127.0.0.1', '--port', String(port), '--silent', '--accounts', '1']
      // A process group of its own, so that Ctrl-C reaches the role alone and is no end that nobody asked for.
      const child = spawn(anvilBinary(), words, { stdio: ['ignore', 'inherit', 'inherit'], detached: true })
      endWithParent(child)
      let failure: CodedError | undefined
      const ended = (reason: string) => {
        failure ??= fail('CHAIN_ENDED', { url, reason })
        end.resolve(failure)
      }
      child.once('error', (error) => ended(error.message))
      child.once('exit', (code, name) => ended(`anvil ended with ${name ?? `exit code ${code}`}`))
      stop = async () => {
        child.kill('SIGTERM')
        await end.promise
      }
      const deadlineMs = clock.monotonicMs() + START_TIMEOUT_MS
      while (!(await answers(url))) {
        if (failure) throw failure
        if (clock.monotonicMs() > deadlineMs) throw fail('CHAIN_ENDED', { url, reason: 'it did not start in time' })
        await sleep(clock, ASK_AGAIN_MS, signal)
      }
      if (failure) throw failure
    },
    stop: () => stop(),
    ready: () => ({ address: '', endpoint: url }),
    broken: end.promise,
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
