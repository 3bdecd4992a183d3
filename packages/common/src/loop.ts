import type { Clock } from './clock.ts'
import { reasonOf } from './errors.ts'
import type { Startable } from './lifecycle.ts'
import type { Logger } from './logger.ts'
import type { Random } from './random.ts'

export interface RetryPause {
  readonly retryFirstMs: number
  readonly retryLongestMs: number
}

/** The pause after the n-th failure in a row: doubled each time, and spread so that many callers do not come back at once. */
export function retryPauseMs(failures: number, pause: RetryPause, random: Random): number {
  const ceiling = Math.min(pause.retryLongestMs, pause.retryFirstMs * 2 ** Math.min(failures - 1, 30))
  return Math.ceil(ceiling / 2) + random.integer(Math.floor(ceiling / 2) + 1)
}

export interface LoopOptions extends RetryPause {
  readonly name: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /**
   * One round of work. Resolves with the milliseconds until the next; undefined: when woken. A failure is tried again; the
   * log has the first of several in a row, and that it works again: a round without end calls `works` when it does.
   */
  readonly step: (signal: AbortSignal, works: () => void) => Promise<number | undefined>
}

/** Work that goes round and round: when it is woken, when its time has come, and again after a failure. Rounds never overlap. */
export class Loop implements Startable {
  readonly #options: LoopOptions
  readonly #closing = new AbortController()
  #running: Promise<void> | undefined
  #woken = false
  #wakeUp = () => {}

  constructor(options: LoopOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#running ??= this.#run()
  }

  /** Has the next round begin now, or right after the one that runs. */
  wake(): void {
    this.#woken = true
    this.#wakeUp()
  }

  async stop(): Promise<void> {
    this.#closing.abort(new Error(`${this.#options.name} stops`))
    this.#wakeUp()
    await this.#running
  }

  async #run(): Promise<void> {
    const { step, logger, name, random } = this.#options
    const { signal } = this.#closing
    let failures = 0
    let failuresTold = 0
    const works = () => {
      if (failuresTold > 0) logger.info({ loop: name, failures: failuresTold }, 'works again')
      failuresTold = 0
    }
    while (!signal.aborted) {
      this.#woken = false
      let pauseMs: number | undefined
      try {
        pauseMs = await step(signal, works)
        works()
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        failures++
        pauseMs = retryPauseMs(failures, this.#options, random)
        const level = failuresTold++ === 0 ? 'warn' : 'debug'
        logger[level]({ loop: name, reason: reasonOf(error) }, 'fails, and is tried again until it works')
      }
      if (!this.#woken && !signal.aborted) await this.#pause(pauseMs)
    }
  }

  #pause(pauseMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const cancel = pauseMs === undefined ? () => {} : this.#options.clock.after(pauseMs, resolve)
      this.#wakeUp = () => {
        cancel()
        resolve()
      }
    })
  }
}
