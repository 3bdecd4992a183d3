import { readFile, stat } from 'node:fs/promises'
import { type Clock, sleep } from '@sonm/common'
import type { LogLine, LogOptions } from '../executor.ts'
import { parseHalf } from './rotating-log.ts'

const pollMs = 50

export interface LogSource {
  readonly pathA: string
  readonly pathB: string
  readonly clock: Clock
  /** Whether no more lines will come. */
  readonly ended: () => boolean
}

/** Tells the lines of a log from an offset on. Lines that were cut are told as one `system` line with the offset of the last of them. */
export async function* readLog(source: LogSource, options: LogOptions = {}): AsyncGenerator<LogLine> {
  const { follow = false, signal } = options
  let next = options.fromOffset ?? 0
  let seen = ''
  while (true) {
    signal?.throwIfAborted()
    const last = source.ended()
    const mark = await sizesOf(source)
    if (mark !== seen) {
      for (const line of await linesFrom(source, next)) {
        yield line
        next = line.offset + 1
      }
    }
    if (!follow || last) return
    if (mark === seen) await sleep(source.clock, pollMs, signal)
    seen = mark
  }
}

async function sizesOf(source: LogSource): Promise<string> {
  const sizes = await Promise.all(
    [source.pathA, source.pathB].map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => -1,
      ),
    ),
  )
  return sizes.join()
}

async function linesFrom(source: LogSource, from: number): Promise<LogLine[]> {
  const halves = await Promise.all([source.pathA, source.pathB].map((path) => readHalf(path)))
  const lines = halves
    .filter((half) => half !== undefined)
    .sort((one, other) => one.first - other.first)
    .flatMap(({ lines }) => lines)
    .filter(({ offset }) => offset >= from)
  const first = lines[0]
  if (first === undefined || first.offset === from) return lines
  const cut = first.offset - from
  const marker: LogLine = { offset: first.offset - 1, atMs: first.atMs, stream: 'system', line: `[${cut} lines cut]` }
  return [marker, ...lines]
}

/** A half that its writer empties while it is read does not parse; the next look finds it whole. */
async function readHalf(path: string) {
  try {
    return parseHalf(await readFile(path))
  } catch {
    return undefined
  }
}
