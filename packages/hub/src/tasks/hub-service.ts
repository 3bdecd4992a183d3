import { create } from '@bufbuild/protobuf'
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { type Address, fail, isTaskId } from '@sonm/model'
import { callerOf } from '@sonm/network'
import {
  type HubService,
  LogChunkSchema,
  MAX_BLOB_PIECE_BYTES,
  orderFromMessage,
  PutBlobResponseSchema,
  ReadBlobResponseSchema,
  readCount,
  readHex,
  signedOrderToMessage,
  taskSpecFromMessage,
} from '@sonm/protocol'
import type { DealBook } from '../deals/deal-book.ts'
import type { DealRecord } from '../deals/deal-record.ts'
import type { Notices } from '../notices.ts'
import type { Proposals } from '../plans/propose.ts'
import type { Contents } from './contents.ts'
import type { Logs } from './logs.ts'
import type { Outputs } from './outputs.ts'
import type { TaskBook } from './task-book.ts'
import { statusOf } from './task-record.ts'

export interface HubServiceParts {
  readonly hub: Address
  readonly proposals: Proposals
  readonly deals: DealBook
  readonly tasks: TaskBook
  readonly contents: Contents
  readonly logs: Logs
  readonly outputs: Outputs
  readonly notices: Notices
  /** Reads what is new on the chain now. */
  readonly catchUp: () => Promise<void>
  /** Aborts when the hub stops. */
  readonly stopping: AbortSignal
}

/** What buyers ask of a hub. Everything belongs to the buyer of its deal, and to nobody else. */
export function hubService(parts: HubServiceParts): ServiceImpl<typeof HubService> {
  const { hub, proposals, deals, tasks, contents, logs, outputs, notices } = parts

  /** @throws DEAL_UNKNOWN, PERMISSION_DENIED, DEAL_ENDED */
  const openDealOf = async (context: HandlerContext, dealId: bigint): Promise<DealRecord> => {
    const caller = callerOf(context)
    // A buyer whose transaction was mined a moment ago may know of his deal before this hub does.
    if (!(await deals.find(dealId))) await parts.catchUp()
    const record = await deals.get(dealId)
    if (record.deal.buyer !== caller) {
      throw fail('PERMISSION_DENIED', { caller, action: `use the deal ${dealId}`, reason: 'another account bought it' })
    }
    if (record.closedAtMs !== undefined) throw fail('DEAL_ENDED', { dealId: dealId.toString() })
    return record
  }
  const ownTask = (context: HandlerContext, taskId: string) => tasks.getOf(callerOf(context), taskId)
  const untilStop = (context: HandlerContext) => AbortSignal.any([context.signal, parts.stopping])

  return {
    async propose({ bid, askHash }, context) {
      const firm = await proposals.propose(callerOf(context), orderFromMessage(bid), readHex('ask_hash', askHash, 32))
      return signedOrderToMessage(firm)
    },
    async putBlob({ dealId, sha256, totalBytes, offset, data }, context) {
      const record = await openDealOf(context, dealId)
      const storedBytes = await contents.put(record, readPiece({ sha256, totalBytes, offset, data }))
      return create(PutBlobResponseSchema, { storedBytes: BigInt(storedBytes) })
    },
    async startTask({ dealId, taskId, spec }, context) {
      if (!isTaskId(taskId)) throw fail('INPUT_INVALID', { field: 'task_id', reason: 'it must be 32 hex digits' })
      const record = await openDealOf(context, dealId)
      return statusOf(await tasks.start(taskId, record, taskSpecFromMessage(spec)), hub)
    },
    async stopTask({ taskId }, context) {
      await ownTask(context, taskId)
      return statusOf(await tasks.stop(taskId), hub)
    },
    async getTask({ taskId }, context) {
      return statusOf(await ownTask(context, taskId), hub)
    },
    async listTasks({ dealId }, context) {
      const list = await tasks.list(callerOf(context), dealId)
      return { tasks: list.map((task) => statusOf(task, hub)) }
    },
    async *watchTask({ taskId }, context) {
      const signal = untilStop(context)
      while (true) {
        const changed = notices.task.next(taskId, signal)
        const task = await ownTask(context, taskId)
        yield statusOf(task, hub)
        if (task.observation.phase === 'ended') return
        await changed
      }
    },
    async *readLogs({ taskId, offset, follow }, context) {
      await ownTask(context, taskId)
      for await (const piece of logs.read(taskId, readCount('offset', offset), follow, untilStop(context))) {
        const { stream, data } = piece
        yield create(LogChunkSchema, { stream, data, offset: BigInt(piece.offset), atMs: BigInt(piece.atMs) })
      }
    },
    async readOutput({ taskId, name, offset, maxBytes }, context) {
      const task = await ownTask(context, taskId)
      const read = await outputs.read(task, name, readCount('offset', offset), pieceBytes(maxBytes))
      return create(ReadBlobResponseSchema, { data: read.data, totalBytes: BigInt(read.totalBytes) })
    },
  }
}

/** @throws INPUT_INVALID */
export function readPiece(message: { sha256: string; totalBytes: bigint; offset: bigint; data: Uint8Array }) {
  return {
    sha256: readHex('sha256', message.sha256, 32),
    totalBytes: readCount('total_bytes', message.totalBytes),
    offset: readCount('offset', message.offset),
    data: message.data,
  }
}

export function pieceBytes(wanted: number): number {
  return wanted === 0 ? MAX_BLOB_PIECE_BYTES : Math.min(wanted, MAX_BLOB_PIECE_BYTES)
}
