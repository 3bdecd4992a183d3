import { type Clock, type Logger, Loop, type Random, type Startable, sleep } from '@sonm/common'
import { observationToMessage } from '@sonm/protocol'
import type { HubCalls } from './hub-calls.ts'
import type { AgentOptions } from './options.ts'
import type { Tasks } from './tasks.ts'

/** A hub takes a worker that says nothing for a minute for away. */
const HEARTBEAT_MS = 15_000

/** Tells the hub what has changed, and now and then that this worker is there. */
export class Reporter implements Startable {
  readonly #hub: HubCalls
  readonly #clock: Clock
  readonly #pauseMs: number
  readonly #loop: Loop
  readonly #changed = new Set<string>()
  #tasks: Tasks | undefined

  constructor(parts: { hub: HubCalls; clock: Clock; random: Random; logger: Logger; options: AgentOptions }) {
    this.#hub = parts.hub
    this.#clock = parts.clock
    this.#pauseMs = parts.options.reportPauseMs
    const { clock, random, logger } = parts
    const { retryFirstMs, retryLongestMs } = parts.options
    const step = (signal: AbortSignal) => this.#round(signal)
    this.#loop = new Loop({ name: 'reports', clock, random, logger, retryFirstMs, retryLongestMs, step })
  }

  /** Whose observations are told. */
  follow(tasks: Tasks): void {
    this.#tasks = tasks
  }

  changed(taskId: string): void {
    this.#changed.add(taskId)
    this.#loop.wake()
  }

  /** After a new connection everything is told again: the hub may have missed what was on its way. */
  all(): void {
    for (const { taskId } of this.#tasks?.observations() ?? []) this.#changed.add(taskId)
    this.#loop.wake()
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(signal: AbortSignal): Promise<number> {
    const changed = [...this.#changed]
    this.#changed.clear()
    try {
      const observations = changed.flatMap((taskId) => this.#tasks?.observation(taskId) ?? []).map(observationToMessage)
      await this.#hub.client.report({ observations }, { signal })
    } catch (error) {
      for (const taskId of changed) this.#changed.add(taskId)
      throw error
    }
    await sleep(this.#clock, this.#pauseMs, signal)
    return HEARTBEAT_MS
  }
}
