import { mayClose } from '@sonm/model'
import type { Supplier, World } from '../world/world.ts'
import { offersOf } from './offers-of.ts'

/** What is not over yet, a sentence for each; nothing of it may remain. */
export async function isQuiet(world: World): Promise<readonly string[]> {
  const left: string[] = []
  for (const { id } of world.chain.model.openDeals()) left.push(`deal ${id} is open`)
  closeForTheAbsent(world)
  if (left.length > 0) return left
  for (const supplier of world.suppliers)
    left.push(...(await leftAt(supplier)), ...(await advertisedWrong(world, supplier)))
  return left
}

/** Where buyer and hub are both gone, anybody may close what nobody pays any more. */
function closeForTheAbsent({ chain, suppliers, customers }: World): void {
  const isGone = (hub: string, buyer: string) =>
    suppliers.some(({ hub: daemon, address }) => address === hub && daemon.gone) &&
    customers.some(({ node, address }) => address === buyer && node.gone)
  const { model } = chain
  const nowSeconds = chain.latest().timestampSeconds
  for (const deal of model.openDeals()) {
    const { hub, buyer } = deal
    const may = mayClose(deal, { caller: BYSTANDER, nowSeconds, buyerFreeWei: model.balances(buyer).freeWei })
    if (may && isGone(hub, buyer)) chain.submit(BYSTANDER, 'close', 0, (state, context) => state.close(context, deal))
  }
}

const BYSTANDER = `0x${'99'.repeat(20)}` as const

/** Every task has ended, for a reason; worker and hub agree that it has, and every slice is for sale again. */
async function leftAt({ name, hub, site, workers }: Supplier): Promise<readonly string[]> {
  const left: string[] = []
  if (hub.gone) return left
  if (!hub.instance) return [`${name} is down`]
  for (const task of await site.disk.selectFrom('task').selectAll().execute()) {
    const worker = workers.find(({ address }) => address === task.worker)!
    if (task.ended === 0) left.push(`task ${task.task_id} has not ended on ${name}`)
    else if (!('reason' in (JSON.parse(task.observation).end ?? {})))
      left.push(`task ${task.task_id} ended for no reason`)
    else if (task.confirmed === 0 && !worker.daemon.gone)
      left.push(`${worker.name} has not told the end of ${task.task_id}`)
  }
  const uploads = await site.disk.selectFrom('upload').select('deal_id').execute()
  for (const { deal_id } of uploads) left.push(`${name} keeps a part of an input of deal ${deal_id}`)
  for (const { name: worker, site: place, daemon } of workers) {
    if (daemon.gone) continue
    if (place.records.size > 0) left.push(`${worker} still has ${[...place.records.keys()]}`)
    const rows = await place.disk.selectFrom('task').select('task_id').execute()
    for (const { task_id } of rows) left.push(`${worker} still remembers ${task_id}`)
  }
  for (const { plan, state } of await hub.instance.plans()) {
    const worker = workers.find(({ address }) => address === plan.place?.worker)
    if (plan.removed ? state !== 'removed' : state !== 'offered' && worker && !worker.daemon.gone) {
      left.push(`plan ${plan.planId} of ${name}, price ${plan.spec.pricePerSecond}, is ${state}`)
    }
  }
  return left
}

/** The marketplace shows each slice that is for sale, and nothing that is not. */
async function advertisedWrong(
  { marketplace, chain }: World,
  { hub, address, name }: Supplier,
): Promise<readonly string[]> {
  if (hub.gone || !hub.instance || !marketplace.instance) return []
  const wrong: string[] = []
  const offers = offersOf(marketplace.instance, address)
  const shown = new Set(offers.map(({ signed }) => signed.order.pricePerSecond))
  for (const { plan, state } of await hub.instance.plans()) {
    const price = plan.spec.pricePerSecond
    if (state === 'offered' && !shown.has(price)) wrong.push(`the slice of ${price} on ${name} is not shown`)
    if (state !== 'offered' && shown.has(price)) wrong.push(`the slice of ${price} on ${name} is ${state}, and shown`)
  }
  for (const { signed } of offers) {
    const { author, nonce } = signed.order
    if (chain.model.isNonceUsed(author, nonce)) wrong.push(`an ask with the used nonce ${nonce} is shown`)
  }
  return wrong
}
