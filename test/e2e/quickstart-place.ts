import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, processesWith, type Running, start, temporaryFolder } from './program.ts'
import { until } from './town.ts'

/** Where one test runs quickstart: a temporary folder of its own, so that what is left there is left by this test. */
export class QuickstartPlace {
  readonly #folder = temporaryFolder()
  readonly out = join(this.#folder.path, 'out')
  readonly #temporary = join(this.#folder.path, 'tmp')
  readonly env: Record<string, string> = { TMPDIR: this.#temporary }

  constructor() {
    mkdirSync(this.#temporary)
  }

  start(words: readonly string[], env: Record<string, string> = {}): Running {
    return start(['quickstart', '--output', this.out, ...words], { env: { ...this.env, ...env } })
  }

  run(words: readonly string[], env?: Record<string, string>): Promise<Ended> {
    return this.start(words, env).ended
  }

  /** Folders and processes that are there. */
  left(): readonly string[] {
    return [...readdirSync(this.#temporary), ...processesWith(this.#temporary)]
  }

  /** For a network that tidies up after the program that started it has gone. */
  async untilNothingIsLeft(): Promise<void> {
    await until(
      async () => this.left(),
      (left) => left.length === 0,
      'nothing is left',
    )
  }

  remove(): void {
    this.#folder.remove()
  }
}

/** Ctrl-C in the terminal of a program. */
export function pressCtrlC({ child }: Running): void {
  process.kill(-child.pid!, 'SIGINT')
}
