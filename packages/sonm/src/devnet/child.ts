import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Clock, CodedError } from '@sonm/common'
import { fail } from '@sonm/model'
import { DETACH, type RoleMessage, type RoleReady } from '../roles/run-role.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
/** A role that has not let go of everything by then is killed. */
const STOP_GRACE_MS = 10_000

/** A role as a process of its own. */
export interface RoleProcess {
  readonly role: string
  readonly pid: number
  readonly ready: RoleReady
  readonly logFile: string
  /** Resolves when the process has ended, with how it did. */
  readonly ended: Promise<string>
  /** Asks it to end in order, and waits. */
  stop(): Promise<void>
  /** Lets it live on when this process ends. */
  detach(): void
}

export interface SpawnOptions {
  readonly role: string
  /** The words after `sonm`. */
  readonly args: readonly string[]
  readonly logFile: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How long it may take to end in order; a devnet waits for its own roles. */
  readonly stopGraceMs?: number
  readonly onProgress?: (fraction: number, text: string) => void
}

/**
 * Starts `sonm <args>` and waits until it is ready. The child stands in a process group of its own, so that Ctrl-C reaches
 * the parent alone, and it ends by itself when the parent is gone.
 * @throws what the role reported, or ROLE_FAILED
 */
export async function spawnRole(options: SpawnOptions): Promise<RoleProcess> {
  const { role, args, logFile, clock, signal, stopGraceMs = STOP_GRACE_MS } = options
  signal.throwIfAborted()
  const log = openSync(logFile, 'a', 0o600)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, name) => resolve(`it ended with ${name ?? `exit code ${code}`}`))
    child.once('error', (error) => resolve(error.message))
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const cancel = clock.after(stopGraceMs, () => child.kill('SIGKILL'))
    await ended
    cancel()
  }
  try {
    const ready = await readiness(child, ended, options)
    const detach = () => child.send(DETACH, () => child.disconnect())
    return { role, pid: child.pid!, ready, logFile, ended, stop, detach }
  } catch (error) {
    await stop()
    throw error
  }
}

function readiness(
  child: ChildProcess,
  ended: Promise<string>,
  { role, logFile, signal, onProgress }: SpawnOptions,
): Promise<RoleReady> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) => reject(fail('ROLE_FAILED', { role, reason, log: logFile }))
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    void ended.then(failed)
    child.on('message', (message: RoleMessage) => {
      if (message.kind === 'progress') onProgress?.(message.fraction, message.text)
      else if (message.kind === 'failed') {
        if (message.error) reject(new CodedError(message.error))
        else failed(message.message)
      } else {
        signal.removeEventListener('abort', abort)
        resolve(message.ready)
      }
    })
  })
}
