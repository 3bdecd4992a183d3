import { create } from '@bufbuild/protobuf'
import type { Logger } from '@sonm/common'
import { type LogChunk, LogChunkSchema } from '@sonm/protocol'
import type { Executor, LogLine } from '../executors/executor.ts'
import type { HubCalls } from './hub-calls.ts'

/** How far a log is at the hub: the next line of the executor's log, and the byte where it will stand. */
export interface LogPosition {
  readonly lines: number
  readonly bytes: number
}

const BATCH_BYTES = 256 * 1024

/** Sends what a task prints to the hub, as it comes; resolves when the task has ended and the hub has its last line. */
export async function sendLogs(options: {
  taskId: string
  executor: Executor
  hub: HubCalls
  logger: Logger
  from: LogPosition
  signal: AbortSignal
  /** Called after the hub has confirmed; what is kept there need not be sent again. */
  onSent: (position: LogPosition) => Promise<void>
}): Promise<void> {
  const { taskId, executor, hub, logger, signal, onSent } = options
  let position = options.from
  const lines = new Batches(executor.logs(taskId, { fromOffset: position.lines, follow: true, signal }))
  for (let batch = await lines.next(); batch.length > 0; batch = await lines.next()) {
    const chunks = chunksOf(batch, position.bytes)
    const last = chunks.at(-1)!
    const next = { lines: batch.at(-1)!.offset + 1, bytes: Number(last.offset) + last.data.length }
    const { storedBytes } = await hub.untilDone(signal, (client) => client.putLogs({ taskId, chunks }, { signal }))
    if (storedBytes < BigInt(next.bytes)) {
      // The hub has less than it once confirmed; a gap cannot be filled from here, so it gets no more of this log.
      logger.warn({ taskId, storedBytes: storedBytes.toString(), sent: next.bytes }, 'the hub lost a part of a log')
    }
    position = next
    await onSent(position)
  }
}

/** Lines in batches: all that has come while the last batch was on its way. */
class Batches {
  readonly #lines: AsyncIterator<LogLine>
  #next: Promise<IteratorResult<LogLine>>

  constructor(lines: AsyncIterable<LogLine>) {
    this.#lines = lines[Symbol.asyncIterator]()
    this.#next = this.#lines.next()
    this.#next.catch(() => {})
  }

  /** Waits for a line, then takes those that are there already. Empty: there will be no more. */
  async next(): Promise<readonly LogLine[]> {
    const batch: LogLine[] = []
    let bytes = 0
    let result = await this.#next
    while (!result.done) {
      batch.push(result.value)
      bytes += result.value.line.length
      this.#next = this.#lines.next()
      this.#next.catch(() => {})
      const ready = bytes < BATCH_BYTES ? await Promise.race([this.#next, afterMicrotasks()]) : undefined
      if (!ready) return batch
      result = ready
    }
    this.#next = Promise.resolve(result)
    return batch
  }
}

/** A few turns of the microtask queue: an iterator that has its next value at hand gives it within them. */
async function afterMicrotasks(): Promise<undefined> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

/** One piece for each run of lines of one stream. */
function chunksOf(lines: readonly LogLine[], firstByte: number): LogChunk[] {
  const chunks: LogChunk[] = []
  let offset = firstByte
  for (let at = 0; at < lines.length; ) {
    const { stream, atMs } = lines[at]!
    let text = ''
    while (lines[at]?.stream === stream) text += `${lines[at++]!.line}\n`
    const data = new TextEncoder().encode(stream === 'system' ? `[sonm] ${text}` : text)
    const told = stream === 'system' ? 'stderr' : stream
    chunks.push(create(LogChunkSchema, { offset: BigInt(offset), stream: told, atMs: BigInt(Math.floor(atMs)), data }))
    offset += data.length
  }
  return chunks
}
