import type { Deal } from '@sonm/model'
import type { Supplier, World } from '../world/world.ts'

/** From the moment that a bill is due to its block: a look at the chain, confirmations, a retry, the transaction. */
const SLACK_MS = 15_000
/** A transaction that is stuck keeps the hub waiting for two minutes, and what it sends after it comes later still. */
const STUCK_SLACK_MS = 150_000
/** After an outage of the chain the hub pauses for a minute at the most before it tries again. */
const RECOVERY_MS = 60_000

/** Deals that an able hub has left unbilled: for longer than it was told, or for half of their lock period. */
export function overdueBills(world: World): readonly string[] {
  const { chain, clock, suppliers } = world
  return chain.model.openDeals().flatMap((deal) => {
    const supplier = suppliers.find(({ address }) => address === deal.hub)!
    const ableSinceMs = ableSince(world, supplier)
    if (ableSinceMs === undefined) return []
    const dueMs = Math.max(ableSinceMs, Number(deal.billedUntilSeconds) * 1000 + pauseMs(world, deal))
    if (clock.nowMs() <= dueMs + slackMs(world)) return []
    return [`${supplier.name} has not billed deal ${deal.id} since ${deal.billedUntilSeconds}`]
  })
}

/** Since when a hub is up and reaches the chain. */
function ableSince({ chainFaults }: World, { hub, name }: Supplier): number | undefined {
  const downUntilMs = chainFaults.get(name)?.downUntilMs ?? 0
  return hub.upSinceMs === undefined ? undefined : Math.max(hub.upSinceMs, downUntilMs + RECOVERY_MS)
}

function pauseMs({ scenario }: World, { durationSeconds }: Deal): number {
  const lockMs = durationSeconds === 0n ? 3_600_000 : Math.min(Number(durationSeconds) * 1000, 86_400_000)
  return Math.min(scenario.billIntervalMs, lockMs / 2)
}

function slackMs({ scenario }: World): number {
  const { pollIntervalMs, confirmations, blockIntervalMs, chain } = scenario
  const readMs = 2 * pollIntervalMs + confirmations * 12_000
  return SLACK_MS + readMs + 2 * blockIntervalMs + (chain.stuck > 0 ? STUCK_SLACK_MS : 0)
}
