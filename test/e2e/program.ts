import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)))
export const SONM = join(ROOT, 'sonm')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The program as a user runs it. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when the output so far matches; rejects when the program ends without. */
  until(pattern: RegExp): Promise<RegExpMatchArray>
}

interface Place {
  /** The launcher of another checkout. */
  readonly program?: string
  readonly cwd?: string
  readonly env?: Record<string, string>
}

export function start(words: readonly string[], options: Place = {}): Running {
  return watched(
    spawn(options.program ?? SONM, words, {
      ...placeOf(options),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, as a shell gives it: a signal to the group is a Ctrl-C in its terminal.
      detached: true,
    }),
  )
}

/** The program in a terminal: it asks, and what is written to the child's input is what is typed. */
export function startInTerminal(words: readonly string[], options: Place = {}): Running {
  const command = [options.program ?? SONM, ...words].map((word) => `'${word}'`).join(' ')
  return watched(spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], placeOf(options)))
}

function placeOf(options: Place) {
  return { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env } }
}

function watched(child: ChildProcess & { readonly stdout: Readable; readonly stderr: Readable }): Running {
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.on('data', (data) => {
    stdout += data
    for (const look of watchers) look()
  })
  child.stderr.on('data', (data) => {
    stderr += data
    for (const look of watchers) look()
  })
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, stdout, stderr })))
  return {
    child,
    ended,
    until: (pattern) =>
      new Promise((found, reject) => {
        const look = () => {
          const match = `${stdout}\n${stderr}`.match(pattern)
          if (!match) return
          watchers.delete(look)
          found(match)
        }
        watchers.add(look)
        look()
        void ended.then(({ code }) => reject(new Error(`ended with ${code} before ${pattern}:\n${stdout}\n${stderr}`)))
      }),
  }
}

export function sonm(words: readonly string[], options: Place = {}): Promise<Ended> {
  return start(words, options).ended
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sonm-e2e-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Command lines of live processes that have a text in their words or in their environment; Linux only, as this suite is. */
export function processesWith(text: string): string[] {
  return liveProcesses()
    .filter(({ line, environment }) => line.includes(text) || environment.includes(text))
    .map(({ line }) => line)
}

export function processIdsWith(text: string): number[] {
  return liveProcesses()
    .filter(({ line }) => line.includes(text))
    .map(({ pid }) => pid)
}

function liveProcesses(): { pid: number; line: string; environment: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), line: ofProcess(pid, 'cmdline'), environment: ofProcess(pid, 'environ') }))
}

/** Empty for a process that has gone meanwhile. */
function ofProcess(pid: string, what: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
