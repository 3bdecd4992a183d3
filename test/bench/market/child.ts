import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Runs a program of this folder in a process of its own. */
export function startChild(program: string, args: readonly (string | number)[]): ChildProcess {
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning']
  const words = [...flags, join(import.meta.dirname, program), ...args.map(String)]
  return spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
}

/** The first line that it prints, as JSON. */
export async function firstLine<Value>(child: ChildProcess): Promise<Value> {
  const lines = createInterface({ input: child.stdout! })
  for await (const line of lines) return JSON.parse(line)
  throw new Error(`a process of the bench ended without a word, with ${child.exitCode}`)
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin!.end()
  await ended
}
