import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Runs a program of this folder in a process of its own. */
export function startChild(program: string, args: readonly (string | number)[]): ChildProcess {
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning']
  const words = [...flags, join(import.meta.dirname, program), ...args.map(String)]
  // As `./sonm` has it: what Node has compiled is kept.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../node_modules/.cache/sonm') }
  return spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'], env })
}

/** The lines that it prints, each as JSON. */
export function linesOf(child: ChildProcess): { next<Value>(): Promise<Value> } {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  return {
    async next() {
      const { done, value } = await lines.next()
      if (done) throw new Error(`a process of the bench ended without a word, with ${child.exitCode}`)
      return JSON.parse(value)
    },
  }
}

export function firstLine<Value>(child: ChildProcess): Promise<Value> {
  return linesOf(child).next<Value>()
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin!.end()
  await ended
}
