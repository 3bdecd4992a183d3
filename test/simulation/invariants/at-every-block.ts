import type { MarketEvent } from '@sonm/chain'
import { checkConservation, type Deal } from '@sonm/model'
import type { Witness } from '../witness.ts'
import { MACHINE } from '../world/hub-site.ts'
import { EXTRA_PRICE } from '../world/troubles.ts'
import { orderedTasks, type World } from '../world/world.ts'
import { wrongAccounts } from './accounts.ts'
import { wrongPayments } from './payments.ts'

/** Checks what must hold at every moment: the chain's state changes with its blocks alone. */
export function watchBlocks(world: World, witness: Witness): void {
  witness.onBlock = (block, events) => {
    for (const event of events) witness.log(`chain: block ${block.number}: ${describe(event)}`)
    if (events.length === 0) return
    const { model } = world.chain
    const all = world.chain.events(0n, block.number)
    const wrongMoney = [...checkConservation(model), ...wrongPayments(all), ...wrongAccounts(world, all)]
    for (const wrong of wrongMoney) witness.defect(`money: ${wrong}`)
    checkSlices(world, model.openDeals(), witness)
    for (const event of events) if (event.kind === 'dealOpened') void checkSliceIsFree(world, event.deal, witness)
  }
}

/** At no moment two open deals hold the same slice. A slice is known by its price, which no other has. */
function checkSlices({ suppliers }: World, open: readonly Deal[], witness: Witness): void {
  const holder = new Map<bigint, bigint>()
  for (const { id, pricePerSecond } of open) {
    // Created by a call that was perhaps repeated, so there may be two of it.
    if (pricePerSecond % 100n === BigInt(EXTRA_PRICE % 100)) continue
    const other = holder.get(pricePerSecond)
    if (other !== undefined)
      witness.defect(`sold twice: deals ${other} and ${id} hold the slice of price ${pricePerSecond}`)
    holder.set(pricePerSecond, id)
  }
  for (const { workers, name } of suppliers) {
    const index = BigInt(name.slice('hub-'.length))
    const ofHub = open.filter(({ pricePerSecond }) => (pricePerSecond - 1000n) / 100n === index)
    const most = workers.length * (MACHINE.resources.ramBytes / 2 ** 31)
    if (ofHub.length > most)
      witness.defect(`sold twice: ${ofHub.length} deals on ${name}, which has ${most} slices at most`)
  }
}

/** Nothing of an earlier deal still runs on a slice when its next deal opens. Of deals that are open both, `checkSlices` judges. */
async function checkSliceIsFree(world: World, deal: Deal, witness: Witness): Promise<void> {
  const open = new Set(world.chain.model.openDeals().map(({ id }) => id))
  const dealOf = new Map(orderedTasks(world).map((task) => [task.taskId, task]))
  for (const { workers } of world.suppliers) {
    for (const { site, name } of workers) {
      for (const taskId of await site.running()) {
        const task = dealOf.get(taskId)
        if (task && !open.has(task.dealId) && task.pricePerSecond === deal.pricePerSecond) {
          witness.defect(
            `sold twice: task ${taskId} of deal ${task.dealId} runs on ${name} when deal ${deal.id} opens on its slice`,
          )
        }
      }
    }
  }
}

function describe(event: MarketEvent): string {
  switch (event.kind) {
    case 'dealOpened':
      return `deal ${event.deal.id} opened, price ${event.deal.pricePerSecond}, duration ${event.deal.durationSeconds}`
    case 'dealBilled':
      return `deal ${event.dealId} billed, paid ${event.paidWei}`
    case 'dealClosed':
      return `deal ${event.dealId} closed, paid ${event.paidWei}, returned ${event.returnedWei}`
    default:
      return event.kind
  }
}
