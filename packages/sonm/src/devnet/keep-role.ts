import type { CodedError } from '@sonm/common'
import { fail } from '@sonm/model'
import { type RoleProcess, type SpawnOptions, spawnRole } from './child.ts'

export interface KeepOptions extends SpawnOptions {
  /** How often it is started again; 0 for a role that keeps nothing on disk. */
  readonly restarts: number
  /** It ended unasked, and is being started again. */
  readonly onEnd: (error: CodedError) => void
  /** It serves again; a node has another web page then. */
  readonly onReturn: (role: RoleProcess) => void
  /** It ended unasked, and nothing is left to be tried. */
  readonly onFailure: (error: unknown) => void
}

/** A role that is kept running: its address and its ports stay, the process may be another one. */
export type KeptRole = Pick<RoleProcess, 'ready' | 'pid' | 'stop'>

/**
 * Starts a role, and starts it again when it ends unasked: all that it has to know stands in its folder.
 * @throws what the role reported at its first start, or ROLE_FAILED
 */
export async function keepRole(options: KeepOptions): Promise<KeptRole> {
  const { role, logFile, restarts, onEnd, onReturn, onFailure } = options
  const stopping = new AbortController()
  const signal = AbortSignal.any([options.signal, stopping.signal])
  let process = await spawnRole(options)
  const { ready, pid } = process

  const keep = async () => {
    for (let restart = 1; ; restart++) {
      const reason = await process.ended
      if (stopping.signal.aborted) return
      const next = restart > restarts ? '' : `; it is started again (${restart} of ${restarts} times)`
      const error = fail('ROLE_FAILED', { role, reason: `${reason}${next}`, log: logFile })
      if (restart > restarts) return onFailure(error)
      onEnd(error)
      process = await spawnRole({ ...options, signal })
      onReturn(process)
    }
  }
  const keeping = keep().catch((error: unknown) => {
    if (!signal.aborted) onFailure(error)
  })
  return {
    ready,
    pid,
    async stop() {
      stopping.abort(new Error(`the ${role} is told to end`))
      await process.stop()
      await keeping
    },
  }
}
