import type { AskQuery, Condition } from '@sonm/model'

/** A query taken apart: a marketplace cannot know how far its hubs are from this node. */
export interface LocalParts {
  /** What marketplaces are asked. */
  readonly remote: Pick<AskQuery, 'conditions' | 'order'>
  /** The conditions on the latency. */
  readonly latency: readonly Condition[]
  /** The results are sorted by latency. */
  readonly sortsByLatency: boolean
}

export function localParts({ conditions, order }: AskQuery): LocalParts {
  const latency = conditions.filter((condition) => condition.kind === 'number' && condition.field === 'latency')
  const remoteOrder = order.filter(({ field }) => field !== 'latency')
  return {
    remote: { conditions: conditions.filter((condition) => !latency.includes(condition)), order: remoteOrder },
    latency,
    sortsByLatency: remoteOrder.length < order.length,
  }
}
