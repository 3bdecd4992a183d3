import { writeSync } from 'node:fs'

/** Writes a line to stdout before anything else happens: the process may be killed next. A pipe that is full is waited for. */
export function say(line: string): void {
  let rest: Uint8Array = Buffer.from(`${line}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}
