import { fromBinary } from '@bufbuild/protobuf'
import { isCoded } from '@sonm/common'
import { fail, TASK_LIMITS } from '@sonm/model'
import { TaskPortSchema } from './gen/sonm/v1/hub_pb.js'

/** Where each role listens by default, as users of the original market know them. */
export const DEFAULT_PORTS = { hub: 15010, locator: 15020, marketplace: 15021, relay: 15022, node: 15030 } as const

/** Protocols of raw tunnels between peers. */
export const TUNNEL_PROTOCOLS = {
  /** Buyer to hub; payload: TaskPort. */
  taskPort: 'sonm.task-port',
  /** Worker to hub, answering a ConnectPort command; payload: the tunnel id as text. */
  workerPort: 'sonm.worker-port',
} as const

export type PortProtocol = 'tcp' | 'udp'

/** Reads which kind of port is meant; nothing said is TCP. @throws INPUT_INVALID */
export function readPortProtocol(text: string): PortProtocol {
  if (text === '' || text === 'tcp') return 'tcp'
  if (text === 'udp') return 'udp'
  throw fail('INPUT_INVALID', { field: 'protocol', reason: 'it must be tcp or udp' })
}

/** Reads what a tunnel to a task's port names. @throws INPUT_INVALID */
export function readTaskPort(payload: Uint8Array): { taskId: string; port: number; protocol: PortProtocol } {
  try {
    const { taskId, port, protocol } = fromBinary(TaskPortSchema, payload)
    return { taskId, port, protocol: readPortProtocol(protocol) }
  } catch (cause) {
    if (isCoded(cause)) throw cause
    throw fail('INPUT_INVALID', { field: 'payload', reason: 'it is no TaskPort' }, { cause })
  }
}

/** The largest piece of a blob in one message. */
export const MAX_BLOB_PIECE_BYTES = 1024 * 1024

/** The most bytes of a request with such a piece: in JSON, where four bytes carry three. */
export const PIECE_REQUEST_MAX_BYTES = 1.5 * MAX_BLOB_PIECE_BYTES

/** The most bytes of a StartTask request: twice what a task's spec may have. */
export const TASK_REQUEST_MAX_BYTES = 2 * TASK_LIMITS.specBytes
