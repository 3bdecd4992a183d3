import { createHash } from 'node:crypto'

export type NetworkKind = 'inner' | 'outer'

export interface NetworkNames {
  readonly name: string
  /** The bridge's interface on this machine: at most 15 characters. */
  readonly bridge: string
}

export function networkNames(workerId: string, kind: NetworkKind): NetworkNames {
  const id = shortIdOf(workerId)
  return { name: `sonm-${id}-${kind}`, bridge: `sonm${id}${kind === 'inner' ? 'i' : 'o'}` }
}

export function containerName(workerId: string, taskId: string): string {
  return `sonm-${shortIdOf(workerId)}-${taskId}`
}

function shortIdOf(workerId: string): string {
  return createHash('sha256').update(workerId).digest('hex').slice(0, 8)
}
