import { messageOf } from '@sonm/common'
import { checkConservation, isDealChange } from '@sonm/model'
import { TaskPhaseMessage } from '@sonm/protocol'
import type { OrderedTask } from '../world/buyer.ts'
import type { Customer, World } from '../world/world.ts'
import { lateTasks } from './late-tasks.ts'

/**
 * Checks what must hold when all is over: the money on the chain, and what buyers are told of it by their nodes, which
 * may be a few blocks behind.
 * @returns a sentence for each thing that is wrong
 */
export async function wrongAtTheEnd(world: World): Promise<readonly string[]> {
  const wrong = [...checkConservation(world.chain.model), ...takenTwice(world), ...ranTwice(world)]
  for (const { name, site } of world.suppliers) {
    for (const taskId of await lateTasks(site.disk))
      wrong.push(`${name} took task ${taskId} of a deal that it knew to be closed`)
  }
  for (const customer of world.customers) {
    if (customer.node.gone) continue
    wrong.push(...(await wrongDeals(world, customer)), ...(await wrongTasks(world, customer)))
  }
  return wrong
}

function takenTwice({ chain }: World): readonly string[] {
  const wrong: string[] = []
  const opened = new Set<string>()
  for (const { kind, ...event } of chain.model.events) {
    if (kind !== 'dealOpened' || !('deal' in event)) continue
    if (opened.has(event.deal.askHash)) wrong.push(`the ask ${event.deal.askHash} was taken twice`)
    opened.add(event.deal.askHash)
  }
  return wrong
}

function ranTwice({ suppliers }: World): readonly string[] {
  const started = suppliers.flatMap(({ workers }) => workers.flatMap(({ site }) => site.started))
  const again = started.filter((taskId, at) => started.indexOf(taskId) !== at)
  return again.map((taskId) => `task ${taskId} was started twice`)
}

/** Each deal has paid its price for each billed second, to the wei. */
async function wrongDeals({ chain }: World, { buyer, address }: Customer): Promise<readonly string[]> {
  const wrong: string[] = []
  const { deals } = await buyer.deals.listDeals({ withClosed: true })
  const told = new Map(deals.map((status) => [status.deal!.id, status]))
  const paid = new Map<bigint, bigint>()
  for (const event of chain.model.events) {
    if (event.kind === 'dealOpened' && event.deal.buyer === address) paid.set(event.deal.id, 0n)
    if (!isDealChange(event) || !paid.has(event.dealId)) continue
    const { dealId: id } = event
    const paidWei = paid.get(id)! + event.paidWei
    paid.set(id, paidWei)
    if (event.kind !== 'dealClosed') continue
    const status = told.get(id)
    told.delete(id)
    const right =
      status?.state === 'closed' && status.paidWei === `${paidWei}` && status.returnedWei === `${event.returnedWei}`
    if (!right) {
      wrong.push(
        `${buyer.name} is told that deal ${id} is ${status?.state}, paid ${status?.paidWei}, returned ` +
          `${status?.returnedWei}; on the chain it is closed, paid ${paidWei}, returned ${event.returnedWei}`,
      )
    }
  }
  for (const id of told.keys()) wrong.push(`${buyer.name} is told of deal ${id}, which he does not have`)
  return wrong
}

async function wrongTasks(world: World, { buyer }: Customer): Promise<readonly string[]> {
  const wrong: string[] = []
  const { tasks } = await buyer.tasks.listTasks({})
  const told = new Map(tasks.map((status) => [status.observation!.taskId, status]))
  for (const task of buyer.ordered) {
    const status = told.get(task.taskId)
    if (!status) {
      if (task.accepted) wrong.push(`${buyer.name} hears nothing of task ${task.taskId}`)
      continue
    }
    const { phase, end } = status.observation!
    if (phase !== TaskPhaseMessage.ENDED || !end?.reason) {
      wrong.push(`${buyer.name} is told that task ${task.taskId} is in phase ${phase}`)
    } else if (end.reason === 'exited') {
      if (end.exitCode !== task.wanted.exitCode) wrong.push(`task ${task.taskId} exited with ${end.exitCode}`)
      const supplier = world.suppliers.find(({ address }) => address === status.hub)!
      if (!supplier.hub.gone) wrong.push(...(await wrongResults(buyer, task)))
    }
  }
  return wrong
}

/** Who is told that a task has exited finds its whole log and its outputs. */
async function wrongResults({ tasks, name }: Customer['buyer'], task: OrderedTask): Promise<readonly string[]> {
  const wrong: string[] = []
  const { taskId, wanted } = task
  const text = new TextDecoder()
  try {
    let log = ''
    for await (const { data } of tasks.readLogs({ taskId, offset: 0n, follow: false })) log += text.decode(data)
    const expected = wanted.text === '' ? '' : `${wanted.text}\n`
    if (log !== expected) wrong.push(`the log of task ${taskId} is '${log}' instead of '${expected}'`)
    if (!wanted.hasOutput) return wrong
    const { data } = await tasks.readOutput({ taskId, name: 'out', offset: 0n, maxBytes: 1000 })
    if (text.decode(data) !== wanted.text) wrong.push(`the output of task ${taskId} is '${text.decode(data)}'`)
  } catch (error) {
    wrong.push(`${name} cannot read the results of task ${taskId}: ${messageOf(error)}`)
  }
  return wrong
}
