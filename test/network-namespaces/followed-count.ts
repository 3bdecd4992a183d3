import { expect } from 'vitest'
import type { Running } from '../e2e/program.ts'
import { until } from '../e2e/town.ts'

/** More than may be on its way when a line is cut. */
const SOME_MORE = 5

/** What `sonm task logs --follow` prints of a task that counts from 0, a number a line. */
export class FollowedCount {
  #text = ''

  constructor({ child }: Running) {
    child.stdout!.on('data', (data: Buffer) => {
      this.#text += data.toString()
    })
  }

  /** Waits until it has come further, with nothing left out and nothing twice since its beginning. */
  async goesOn(): Promise<void> {
    const before = this.#numbers().length
    await until(
      async () => this.#numbers().length,
      (length) => length > before + SOME_MORE,
      'what the task prints is followed',
    )
    expect(this.#numbers()).toEqual(this.#numbers().map((_, at) => at))
  }

  #numbers(): number[] {
    return this.#text.split('\n').slice(0, -1).map(Number)
  }
}
