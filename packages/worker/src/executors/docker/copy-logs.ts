import { closeSync, openSync } from 'node:fs'
import type { LogLine } from '../executor.ts'
import { LineSplitter } from '../logs/line-splitter.ts'
import { LogWriter } from '../logs/rotating-log.ts'

/** One entry of a container's log, as the engine frames it. */
export interface Frame {
  readonly stream: 'stdout' | 'stderr'
  readonly atMs: number
  readonly content: Buffer
}

const headerBytes = 8

/** Cuts the engine's multiplexed log stream, with timestamps, into its entries. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Frame[] {
    let bytes = Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    while (bytes.length >= headerBytes) {
      const size = bytes.readUInt32BE(4)
      if (bytes.length < headerBytes + size) break
      const payload = bytes.subarray(headerBytes, headerBytes + size)
      const space = payload.indexOf(0x20)
      const atMs = Date.parse(payload.subarray(0, space).toString('latin1'))
      frames.push({ stream: bytes[0] === 2 ? 'stderr' : 'stdout', atMs, content: payload.subarray(space + 1) })
      bytes = bytes.subarray(headerBytes + size)
    }
    this.#rest = bytes
    return frames
  }
}

/** From when on to read again, and how many entries of that millisecond are known already. */
export interface ResumePoint {
  readonly sinceMs: number
  readonly skip: number
}

/** @param lines what is written already, in order */
export function resumePoint(lines: readonly LogLine[]): ResumePoint {
  const sinceMs = lines.at(-1)?.atMs ?? 0
  return { sinceMs, skip: lines.filter(({ atMs }) => atMs === sinceMs).length }
}

export interface LogCopy {
  readonly pathA: string
  readonly pathB: string
  readonly maxBytes: number
  readonly from: ResumePoint
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void
}

/** Copies a container's log to the task's own until the stream ends, so that it is bounded, has offsets, and outlives the container. */
export async function copyLogs(stream: AsyncIterable<Buffer>, copy: LogCopy): Promise<void> {
  const files = { a: openSync(copy.pathA, 'a+', 0o600), b: openSync(copy.pathB, 'a+', 0o600) }
  try {
    const writer = new LogWriter(files, copy.maxBytes)
    let atMs = copy.from.sinceMs
    const splitter = (name: 'stdout' | 'stderr') =>
      new LineSplitter((line) => {
        writer.write(name, atMs, line)
        copy.onLine(name, line)
      })
    const splitters = { stdout: splitter('stdout'), stderr: splitter('stderr') }
    const reader = new FrameReader()
    let skip = copy.from.skip
    for await (const chunk of stream) {
      for (const frame of reader.push(chunk)) {
        if (frame.atMs < copy.from.sinceMs) continue
        if (frame.atMs === copy.from.sinceMs && skip-- > 0) continue
        atMs = frame.atMs
        splitters[frame.stream].push(frame.content)
      }
    }
    splitters.stdout.end()
    splitters.stderr.end()
  } finally {
    closeSync(files.a)
    closeSync(files.b)
  }
}
