import { type CodedError, isCoded, messageOf, type Startable, systemClock } from '@sonm/common'
import { describeError, fitted } from '../output/print.ts'
import { type Progress, progressBar } from '../output/progress.ts'

/** What a role tells about itself once it serves; a parent process reads it from the IPC channel. */
export interface RoleReady {
  readonly address: string
  /** Where others reach it: host:port, or a URL. */
  readonly endpoint: string
  /** The address of its web page, with the secret that opens it. */
  readonly page?: string
}

/** What a child process says to the parent that spawned it. */
export type RoleMessage =
  | { readonly kind: 'progress'; readonly fraction: number; readonly text: string }
  | { readonly kind: 'ready'; readonly ready: RoleReady }
  | { readonly kind: 'failed'; readonly error: ReturnType<CodedError['facts']> | undefined; readonly message: string }

/** How long a role without a parent may take to let go of everything. */
const STOP_LIMIT_MS = 20_000

/** The parent's word that the child shall live on without it. */
export const DETACH = 'detach'

export interface RunningRole extends Startable {
  ready(): RoleReady
  /** Resolves with the reason when it cannot go on serving; a role without it goes on until it is told to end. */
  readonly broken?: Promise<unknown>
}

/** How far a role's start has come: told to the parent process, or shown where there is none. */
export function startProgress(label: string): Progress {
  if (!process.send) return progressBar(label)
  return { update: (fraction, text = '') => void tellParent({ kind: 'progress', fraction, text }), done() {} }
}

/** Resolves when it is told. A parent that has gone meanwhile is no failure: its child hears of that by itself. */
function tellParent(message: RoleMessage): Promise<void> {
  return new Promise((told) => process.send?.(message, () => told()))
}

/**
 * Runs a role until SIGINT, SIGTERM, SIGHUP, or the end of the parent process: then it stops what it started and the
 * process ends. It fails when the role breaks.
 * Under a parent (IPC channel) it reports readiness there, else `announce` says it to people.
 * @param create gets the signal that aborts when the process shall end, also in the middle of the start
 */
export async function runRole(
  create: (signal: AbortSignal) => Promise<RunningRole>,
  announce: (ready: RoleReady) => string,
): Promise<void> {
  const end = new AbortController()
  const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve(), { once: true }))
  const abort = () => end.abort(new Error('the process was told to end'))
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, abort)
  process.once('disconnect', abort)
  // The parent may have gone while this process was still loading.
  if (process.connected === false) abort()
  process.on('message', (message) => {
    if (message === DETACH) process.removeListener('disconnect', abort)
  })
  let role: RunningRole | undefined
  try {
    role = await create(end.signal)
    await role.start()
    const ready = role.ready()
    if (process.send) await tellParent({ kind: 'ready', ready })
    else process.stdout.write(`${fitted(announce(ready), process.stdout)}\n`)
    const broken = await Promise.race([ended, role.broken ?? ended])
    if (broken) throw broken
  } catch (error) {
    await role?.stop().catch(() => {})
    if (end.signal.aborted) process.exit(0)
    if (!process.send) throw error
    process.stderr.write(`${describeError(error, true)}\n`)
    const facts = isCoded(error) ? error.facts() : undefined
    await tellParent({ kind: 'failed', error: facts, message: messageOf(error) })
    process.exit(1)
  }
  // Nobody is left to kill a process that the parent has left behind and that does not come to its end.
  if (process.connected === false) systemClock.after(STOP_LIMIT_MS, () => process.exit(1))
  await role.stop()
  process.exit(0)
}
