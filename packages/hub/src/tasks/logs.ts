import type { Clock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Notices } from '../notices.ts'
import type { HubOptions } from '../options.ts'
import type { HubStore } from '../store/schema.ts'
import type { TaskBook } from './task-book.ts'

export type LogStream = 'stdout' | 'stderr'

export interface LogPiece {
  readonly offset: number
  readonly stream: LogStream
  readonly atMs: number
  readonly data: Uint8Array
}

/** How many pieces are read from the store at once. */
const PAGE = 64

/** What tasks have printed: appended by their workers, read by their buyers, cut at a limit. */
export class Logs {
  readonly #store: HubStore
  readonly #tasks: TaskBook
  readonly #clock: Clock
  readonly #notices: Notices
  readonly #limitBytes: number

  constructor(parts: { store: HubStore; tasks: TaskBook; clock: Clock; notices: Notices; options: HubOptions }) {
    this.#store = parts.store
    this.#tasks = parts.tasks
    this.#clock = parts.clock
    this.#notices = parts.notices
    this.#limitBytes = parts.options.logBytesPerTask
  }

  /**
   * Appends pieces. What the hub has already is passed over, and so is a piece that leaves a gap.
   * @returns how many bytes the hub has taken from the worker, dropped ones included
   */
  async append(worker: Address, taskId: string, pieces: readonly LogPiece[]): Promise<number> {
    await this.#tasks.getAt(worker, taskId)
    const received = await this.#store.transaction().execute(async (db) => {
      const task = await db
        .selectFrom('task')
        .select('log_received_bytes')
        .where('task_id', '=', taskId)
        .executeTakeFirst()
      if (!task) throw fail('TASK_NOT_FOUND', { taskId })
      let end = task.log_received_bytes
      for (const piece of pieces) {
        const fresh = freshPart(piece, end)
        if (!fresh) continue
        end += fresh.data.length
        for (const row of cutAt(fresh, this.#limitBytes, this.#clock.nowMs())) {
          await db
            .insertInto('log_chunk')
            .values({ task_id: taskId, ...row })
            .execute()
        }
      }
      await db.updateTable('task').set({ log_received_bytes: end }).where('task_id', '=', taskId).execute()
      return end
    })
    this.#notices.log.changed(taskId)
    return received
  }

  /** What a task printed from `offset` on. With `follow` it goes on until the task has ended and all is told. */
  async *read(taskId: string, offset: number, follow: boolean, signal: AbortSignal): AsyncGenerator<LogPiece> {
    let next = offset
    while (true) {
      const changed = this.#notices.log.next(taskId, signal)
      const { phase } = (await this.#tasks.get(taskId)).observation
      for (let page = await this.#page(taskId, next); page.length > 0; page = await this.#page(taskId, next)) {
        for (const piece of page) {
          next = piece.offset + piece.data.length
          yield piece
        }
      }
      if (!follow || phase === 'ended') return
      await changed
    }
  }

  async #page(taskId: string, offset: number): Promise<readonly LogPiece[]> {
    const first = await this.#store
      .selectFrom('log_chunk')
      .select('offset')
      .where('task_id', '=', taskId)
      .where('offset', '<=', offset)
      .orderBy('offset', 'desc')
      .executeTakeFirst()
    const rows = await this.#store
      .selectFrom('log_chunk')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('offset', '>=', first?.offset ?? offset)
      .orderBy('offset')
      .limit(PAGE)
      .execute()
    const pieces = rows.map((row) => ({
      offset: row.offset,
      stream: row.stream as LogStream,
      atMs: row.at_ms,
      data: row.data,
    }))
    return pieces.flatMap((piece) => freshPart(piece, offset, 'gaps allowed') ?? [])
  }
}

/** The part of a piece that lies beyond `end`; undefined: none does, or it would leave a gap. */
export function freshPart(piece: LogPiece, end: number, gaps?: 'gaps allowed'): LogPiece | undefined {
  const known = Math.max(0, end - piece.offset)
  if (known >= piece.data.length || (piece.offset > end && !gaps)) return undefined
  return { ...piece, offset: piece.offset + known, data: piece.data.subarray(known) }
}

/** The rows of a piece, with a last word where the limit falls into it. */
function cutAt(piece: LogPiece, limitBytes: number, nowMs: number) {
  const { offset, stream, atMs, data } = piece
  if (offset > limitBytes) return []
  const kept = data.subarray(0, limitBytes - offset)
  const rows = kept.length > 0 ? [{ offset, stream: stream as string, at_ms: atMs, data: kept }] : []
  if (kept.length === data.length) return rows
  const notice = new TextEncoder().encode(`\n[sonm] The log is cut here: ${limitBytes} bytes are kept of a task.\n`)
  return [...rows, { offset: limitBytes, stream: 'stderr', at_ms: nowMs, data: notice }]
}
