import { type CodedError, isCoded, messageOf, type Startable, systemClock } from '@sonm/common'
import { describeError } from '../output/print.ts'

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
}

/** Tells a parent process, if there is one, how far a role's start has come. */
export function reportProgress(fraction: number, text: string): void {
  process.send?.({ kind: 'progress', fraction, text } satisfies RoleMessage)
}

/**
 * Runs a role until SIGINT, SIGTERM, or the end of the parent process: then it stops what it started and the process ends.
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
  process.once('SIGINT', abort)
  process.once('SIGTERM', abort)
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
    if (process.send) process.send({ kind: 'ready', ready } satisfies RoleMessage)
    else process.stdout.write(`${announce(ready)}\n`)
  } catch (error) {
    await role?.stop().catch(() => {})
    if (end.signal.aborted) process.exit(0)
    if (!process.send) throw error
    process.stderr.write(`${describeError(error, true)}\n`)
    const facts = isCoded(error) ? error.facts() : undefined
    process.send({ kind: 'failed', error: facts, message: messageOf(error) } satisfies RoleMessage, () =>
      process.exit(1),
    )
    return
  }
  await ended
  // Nobody is left to kill a process that the parent has left behind and that does not come to its end.
  if (process.connected === false) systemClock.after(STOP_LIMIT_MS, () => process.exit(1))
  await role.stop()
  process.exit(0)
}
