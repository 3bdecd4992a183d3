import type { Supplier, World } from '../world/world.ts'
import { offersOf } from './offers-of.ts'

/** Longer than a partition, and the pause after the tries that failed in it. */
export const LONGEST_UNSOLD_MS = 180_000

/** Plans that could be sold and are not: held by a deal that is over and runs nothing, or offered and not shown. */
export async function unsoldThoughFree(world: World): Promise<readonly string[]> {
  const { marketplace, chain, suppliers } = world
  if (!marketplace.instance) return []
  const found: string[] = []
  for (const supplier of suppliers) {
    const { hub, site, name, address } = supplier
    if (!hub.instance) continue
    const offers = offersOf(marketplace.instance, address)
    const shown = new Set(offers.map(({ signed }) => signed.order.nonce.toString()))
    const plans = await site.disk.selectFrom('plan').selectAll().where('removed', '=', 0).execute()
    for (const { plan_id, worker, deal_id, nonce, reserved_until_s } of plans) {
      if (!worker || !isConnected(supplier, worker)) continue
      if (deal_id === null) {
        const isReserved = reserved_until_s * 1000 >= world.clock.nowMs()
        if (!isReserved && !shown.has(nonce)) found.push(`plan ${plan_id} of ${name} is free, and not shown`)
      } else if (!chain.model.dealOf(BigInt(deal_id)) && !(await runsSomething(supplier, deal_id))) {
        found.push(`plan ${plan_id} of ${name} is held by deal ${deal_id}, which is over`)
      }
    }
  }
  return found
}

function isConnected({ workers }: Supplier, address: string): boolean {
  return workers.some((worker) => worker.address === address && worker.daemon.instance?.connected() === true)
}

async function runsSomething({ site, workers }: Supplier, dealId: number): Promise<boolean> {
  const tasks = await site.disk.selectFrom('task').select('task_id').where('deal_id', '=', dealId).execute()
  const ids = new Set(tasks.map(({ task_id }) => task_id))
  for (const worker of workers) if ((await worker.site.running()).some((taskId) => ids.has(taskId))) return true
  return false
}
