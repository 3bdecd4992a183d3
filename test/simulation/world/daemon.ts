import type { Startable, VirtualClock } from '@sonm/common'
import { Life } from '../life/life.ts'
import type { RoleName } from './scenario.ts'

/** One daemon over all its lives: killed and started again on what it has on disk. */
export class Daemon<Instance extends Startable = Startable> {
  readonly name: RoleName
  readonly #options: DaemonOptions<Instance>
  #life: Life | undefined
  #instance: Instance | undefined
  #startedAtMs = 0
  /** It will not come back. */
  #gone = false

  constructor(name: RoleName, options: DaemonOptions<Instance>) {
    this.name = name
    this.#options = options
  }

  get gone(): boolean {
    return this.#gone
  }

  /** The running instance; undefined while it is down. */
  get instance(): Instance | undefined {
    return this.#life?.alive ? this.#instance : undefined
  }

  /** Since when it is up; undefined while it is down. */
  get upSinceMs(): number | undefined {
    return this.#life?.alive ? this.#startedAtMs : undefined
  }

  start(): void {
    if (this.#gone || this.#life?.alive) return
    const { clock, boot, log, onFailure } = this.#options
    log(`${this.name}: starts`)
    const life = new Life(clock)
    this.#life = life
    this.#startedAtMs = clock.nowMs()
    life.onKill(() => {
      log(`${this.name}: killed`)
    })
    this.#instance = boot(life)
    life.guard(this.#instance.start()).catch((error: unknown) => onFailure(`${this.name} did not start`, error))
  }

  /** Kills it before its n-th effect from now on, and starts it again when it has been down for `downMs`. */
  crash(effects: number, downMs: number | undefined): void {
    const life = this.#life
    if (!life?.alive || this.#gone) return
    life.onKill(() => {
      if (downMs === undefined) this.#gone = true
      else this.#options.clock.after(downMs, () => this.start())
    })
    life.dieAfter(effects)
    if (effects === 0) life.effect()
  }

  /** From here on it is up, unless it is gone for good. */
  calmDown(): void {
    this.#life?.disarm()
    this.start()
  }

  vanish(): void {
    this.#gone = true
    this.#life?.kill()
  }
}

export interface DaemonOptions<Instance> {
  readonly clock: VirtualClock
  /** Makes an instance of this life on the daemon's disk. */
  readonly boot: (life: Life) => Instance
  readonly log: (line: string) => void
  readonly onFailure: (what: string, error: unknown) => void
}
