import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Kind } from './kinds.ts'

const PEER_PROCESS = new URL('./peer-process.ts', import.meta.url)

/** The processes of a measurement, ended together. */
export class Processes {
  readonly #running: ChildProcess[] = []

  /** @returns the line in which it says where it listens */
  start(kind: Kind, where = ''): Promise<string> {
    return this.startProgram(PEER_PROCESS, kind, where)
  }

  /** @returns the first line that it prints */
  async startProgram(program: URL, ...words: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(program), ...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#running.push(child)
    const [line] = await Promise.race([
      once(createInterface(child.stdout!), 'line'),
      once(child, 'exit').then(() => {
        throw new Error(`${program.pathname} ended at once`)
      }),
    ])
    return String(line)
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#running.splice(0).map(async (child) => {
        if (child.exitCode !== null) return
        const exited = once(child, 'exit')
        child.stdin?.end()
        await exited
      }),
    )
  }
}
