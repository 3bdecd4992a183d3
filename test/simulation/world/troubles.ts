import { createClient } from '@connectrpc/connect'
import { type CodedError, messageOf } from '@sonm/common'
import { planSpecToMessage, SupplierService } from '@sonm/protocol'
import type { Witness } from '../witness.ts'
import { planOf } from './hub-site.ts'
import { keyOf } from './keys.ts'
import { Taker } from './taker.ts'
import type { World } from './world.ts'

const CALM_NETWORK = { latencyMs: { least: 1, most: 5 } }
const RETRY_MS = 5_000
/** Of the slice that a supplier adds in between. */
export const EXTRA_PRICE = 1_050

/** Sets off all that the scenario holds. */
export function scheduleTroubles(world: World, witness: Witness) {
  const { scenario, clock, net, chain, daemons, chainFaults, customers, rogues } = world
  const at = (ms: number, action: () => void) => clock.after(ms, action)
  const endMs = clock.nowMs() + scenario.activeMs
  const stillActive = () => clock.nowMs() < endMs

  for (const { role, atMs, onNextDealEvent, effects, downMs } of scenario.crashes) {
    at(atMs, async () => {
      if (onNextDealEvent) await witness.nextDealEvent()
      if (!stillActive()) return
      witness.log(`trouble: ${role} will be killed after ${effects} effects`)
      daemons.get(role)!.crash(effects, downMs)
    })
  }
  const takers = scenario.takers.map((taker, index) => new Taker(world, witness, taker, index))
  for (const { a, b, atMs, forMs } of scenario.partitions) {
    at(atMs, () => {
      witness.log(`trouble: nothing passes between ${a} and ${b} for ${forMs / 1000} s`)
      net.partition(keyOf(a).address, keyOf(b).address)
      at(forMs, () => net.heal())
    })
  }
  for (const { role, atMs, forMs } of scenario.chainOutages) {
    at(atMs, () => {
      witness.log(`trouble: ${role} cannot reach the chain for ${forMs / 1000} s`)
      const faults = chainFaults.get(role)
      if (faults) faults.downUntilMs = clock.nowMs() + forMs
    })
  }
  for (const { atMs, depth } of scenario.reorganisations) {
    at(atMs, () => chain.reorganise(depth, scenario.confirmations))
  }
  for (const [index, { replansAtMs }] of scenario.hubs.entries()) {
    if (replansAtMs !== undefined) at(replansAtMs, () => void replan(index))
  }
  for (const { buyer } of customers) void buyer.live()

  /** The supplier takes a slice off the market and offers another, through his hub's API. */
  async function replan(index: number): Promise<void> {
    const master = keyOf(`master-${index}`).address
    const client = createClient(SupplierService, net.join(master).rpc(keyOf(`hub-${index}`).address))
    const spec = { pricePerSecond: BigInt(EXTRA_PRICE + index * 100), durationSeconds: 0n, cpuHundredths: 100 }
    const tries = async (what: string, action: () => Promise<unknown>) => {
      while (stillActive()) {
        try {
          await action()
          return witness.log(`supplier-${index}: ${what}`)
        } catch (error) {
          witness.log(`supplier-${index}: cannot ${what}: ${messageOf(error)}`)
          if (!(error as CodedError).retryable) return
        }
        await new Promise<void>((resolve) => at(RETRY_MS, resolve))
      }
    }
    await tries('remove a plan', async () => {
      const { plans } = await client.listPlans({})
      await client.removePlan({ planId: plans[0]!.planId })
    })
    await tries('create a plan', () => client.createPlan(planSpecToMessage(planOf(spec))))
  }

  return {
    /** Ends all trouble. Who is not gone for good comes back and winds up what he has. */
    calmDown() {
      witness.log('the troubles are over')
      net.setFaults(CALM_NETWORK)
      net.heal()
      for (const faults of chainFaults.values()) {
        Object.assign(faults, { unreachable: 0, slow: 0, stuck: 0, downUntilMs: 0 })
      }
      for (const { buyer, node, scenario: wanted } of customers) {
        buyer.leave()
        if (wanted.vanishes) node.vanish()
        else void buyer.closeAll()
      }
      for (const one of [...takers, ...rogues]) one.leave()
      for (const daemon of daemons.values()) daemon.calmDown()
    },
  }
}
