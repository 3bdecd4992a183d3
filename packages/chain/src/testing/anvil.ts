import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { type Clock, endWithParent, messageOf } from '@sonm/common'

export interface AnvilOptions {
  readonly clock: Clock
  /** 0, the default: a free one. */
  readonly port?: number
  readonly chainId?: number
  /** Unix time of the genesis block; without it, the system's time. */
  readonly startSeconds?: bigint
  /** Without it every transaction is mined at once. */
  readonly blockTimeSeconds?: number
  /** A chain on which nobody has put the factory of CREATE2. */
  readonly withoutFactory?: boolean
}

export interface Anvil {
  readonly url: string
  readonly chainId: number
  readonly port: number
  /** Calls a method of the node, such as `anvil_mine`. */
  request<Result>(method: string, ...params: readonly unknown[]): Promise<Result>
  /** Kills the process and resolves when it is gone. May be called twice. */
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 20_000
/** The mnemonic of the ten funded accounts that every anvil has. */
export const ANVIL_MNEMONIC = 'test test test test test test test test test test test junk'

/** The native program; the script in node_modules/.bin would be a process more, which outlives its parent when that is killed. */
function anvilPath(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const inside = `@foundry-rs/anvil-${process.platform}-${architecture}/bin/anvil${suffix}`
  return createRequire(import.meta.url).resolve(inside)
}

/**
 * Starts a real chain for tests on loopback.
 * @throws Error when it does not come up
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const chainId = options.chainId ?? 31337
  const flags = ['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--chain-id', String(chainId)]
  if (options.startSeconds !== undefined) flags.push('--timestamp', String(options.startSeconds))
  if (options.blockTimeSeconds !== undefined) flags.push('--block-time', String(options.blockTimeSeconds))
  if (options.withoutFactory) flags.push('--disable-default-create2-deployer')
  const child = spawn(anvilPath(), flags, { stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await gone
  }
  endWithParent(child)
  try {
    const port = await listening(child, options.clock)
    const url = `http://127.0.0.1:${port}`
    return { url, chainId, port, stop, request: (method, ...params) => request(url, method, params) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for the line that names the port. */
function listening(child: ChildProcess, clock: Clock): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = ''
    const give = (outcome: () => void) => {
      cancel()
      outcome()
    }
    const cancel = clock.after(START_TIMEOUT_MS, () => reject(new Error(`anvil did not start: ${output}`)))
    child.once('error', (error) => give(() => reject(new Error(`anvil cannot run: ${messageOf(error)}`))))
    child.once('exit', (code) => give(() => reject(new Error(`anvil ended with ${code}: ${output}`))))
    child.stderr?.on('data', (chunk) => {
      output += String(chunk)
    })
    child.stdout?.on('data', (chunk) => {
      // Its log of requests goes on for as long as it runs and is read off here, but only its beginning is kept.
      if (output.length < 10_000) output += String(chunk)
      const found = /Listening on [^\s]*:(\d+)/.exec(output)
      if (found) give(() => resolve(Number(found[1])))
    })
  })
}

async function request<Result>(url: string, method: string, params: readonly unknown[]): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = (await answer.json()) as { result: Result; error?: { message: string } }
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
