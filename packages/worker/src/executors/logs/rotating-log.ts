import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs'
import type { LogLine } from '../executor.ts'

/**
 * A log in two files that never grows past a size: when one file is half of it, the other is emptied and written on. Each file begins
 * with the offset of its first line. Used by the sandbox too, so it needs nothing but open files.
 */
export interface LogFiles {
  readonly a: number
  readonly b: number
}

const streamCodes = { stdout: 'o', stderr: 'e', system: 's' } as const
const streams: Readonly<Record<string, LogLine['stream']>> = { o: 'stdout', e: 'stderr', s: 'system' }

export class LogWriter {
  readonly #files: LogFiles
  readonly #halfBytes: number
  #current: keyof LogFiles
  #bytes: number
  #next: number

  /** Goes on behind what the files already hold; both must be open for appending and reading. */
  constructor(files: LogFiles, maxBytes: number) {
    this.#files = files
    this.#halfBytes = Math.floor(maxBytes / 2)
    const a = parseHalf(readAll(files.a))
    const b = parseHalf(readAll(files.b))
    this.#current = (b?.first ?? -1) > (a?.first ?? -1) ? 'b' : 'a'
    const half = this.#current === 'a' ? a : b
    this.#next = half === undefined ? 0 : half.first + half.lines.length
    this.#bytes = half?.wholeBytes ?? 0
    // A line that a crash tore would swallow the next one.
    ftruncateSync(this.#file, this.#bytes)
    if (half === undefined) this.#begin()
  }

  write(stream: LogLine['stream'], atMs: number, line: string): void {
    if (this.#bytes >= this.#halfBytes) {
      this.#current = this.#current === 'a' ? 'b' : 'a'
      this.#begin()
    }
    this.#append(`${JSON.stringify([streamCodes[stream], atMs, line])}\n`)
    this.#next++
  }

  get #file(): number {
    return this.#files[this.#current]
  }

  #begin(): void {
    ftruncateSync(this.#file, 0)
    this.#bytes = 0
    this.#append(`${this.#next}\n`)
  }

  #append(text: string): void {
    const bytes = Buffer.from(text)
    writeSync(this.#file, bytes)
    this.#bytes += bytes.length
  }
}

export interface LogHalf {
  readonly first: number
  readonly lines: readonly LogLine[]
  /** The size without a last line that is still being written. */
  readonly wholeBytes: number
}

/** Reads one file of a log; undefined when it holds not even its first line. */
export function parseHalf(content: Buffer): LogHalf | undefined {
  const wholeBytes = content.lastIndexOf(10) + 1
  if (wholeBytes === 0) return undefined
  const [head, ...rest] = content
    .subarray(0, wholeBytes - 1)
    .toString('utf8')
    .split('\n')
  const first = Number(head)
  const lines = rest.map((text, index) => {
    const [code, atMs, line] = JSON.parse(text) as [string, number, string]
    return { offset: first + index, atMs, stream: streams[code] ?? 'system', line }
  })
  return { first, lines, wholeBytes }
}

function readAll(file: number): Buffer {
  const content = Buffer.alloc(fstatSync(file).size)
  readSync(file, content, 0, content.length, 0)
  return content
}
