import { orderedTasks, type Supplier, type World } from '../world/world.ts'

/**
 * From the hub's knowing to the task's end, while its worker is connected: a link that is lost is noticed after 5 s and
 * tried again within 10 s, and a task takes up to 20 s to end.
 */
export const LONGEST_STOP_MS = 45_000

/** What runs on a connected worker although its hub has read that the deal is closed, or has said that it stops. */
export async function runningThoughStopped(world: World): Promise<readonly string[]> {
  const found: string[] = []
  for (const supplier of world.suppliers) {
    if (!supplier.hub.instance) continue
    for (const { name, site, daemon } of supplier.workers) {
      if (site.records.size === 0 || !daemon.instance?.connected()) continue
      const ordered = new Map(orderedTasks(world).map((task) => [task.taskId, task]))
      for (const taskId of await site.running()) {
        const task = ordered.get(taskId)
        if (!task) continue
        if (task.stopped || (await knowsClosed(world, supplier, task.dealId))) {
          found.push(`task ${taskId} of deal ${task.dealId} runs on ${name} after it was to end`)
        }
      }
    }
  }
  return found
}

async function knowsClosed({ chain }: World, { site }: Supplier, dealId: bigint): Promise<boolean> {
  if (chain.model.dealOf(dealId)) return false
  const row = await site.disk
    .selectFrom('deal')
    .select('closed_at_ms')
    .where('deal_id', '=', Number(dealId))
    .executeTakeFirst()
  return row !== undefined && row.closed_at_ms !== null
}
