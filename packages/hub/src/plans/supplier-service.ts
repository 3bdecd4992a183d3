import { create } from '@bufbuild/protobuf'
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { type Address, fail } from '@sonm/model'
import { callerOf } from '@sonm/network'
import {
  EmptySchema,
  HubStatusSchema,
  machineToMessage,
  type NetworkStanding,
  PlanSchema,
  planSpecFromMessage,
  planSpecToMessage,
  type SupplierService,
} from '@sonm/protocol'
import type { DealBook } from '../deals/deal-book.ts'
import type { MasterLink } from '../master.ts'
import type { TaskBook } from '../tasks/task-book.ts'
import type { WorkerBook } from '../workers/worker-book.ts'
import type { PlanBook, PlanView } from './plan-book.ts'

export interface SupplierParts {
  readonly hub: Address
  readonly master: MasterLink
  readonly plans: PlanBook
  readonly deals: DealBook
  readonly tasks: TaskBook
  readonly workers: WorkerBook
  readonly networkStanding?: (() => Promise<NetworkStanding>) | undefined
}

/** What the supplier himself asks of his hub, with the hub's own key or that of his master. */
export function supplierService(parts: SupplierParts): ServiceImpl<typeof SupplierService> {
  const { hub, master, plans, deals, tasks, workers, networkStanding } = parts
  const admit = async (context: HandlerContext) => {
    const caller = callerOf(context)
    if (caller === hub || caller === (await master.confirmed())) return
    throw fail('PERMISSION_DENIED', {
      caller,
      action: 'manage this hub',
      reason: 'it is neither the hub nor its master',
    })
  }
  return {
    async getStatus(_, context) {
      await admit(context)
      const views = await plans.views()
      return create(HubStatusSchema, {
        address: hub,
        master: (await master.confirmed()) ?? '',
        workers: (await workers.list()).length,
        plans: views.filter(({ plan }) => !plan.removed).length,
        openDeals: (await deals.open()).length,
        runningTasks: await tasks.countRunning(),
      })
    },
    async createPlan(request, context) {
      await admit(context)
      const { planId } = await plans.create(planSpecFromMessage(request))
      return planMessage(await plans.view(planId))
    },
    async listPlans(_, context) {
      await admit(context)
      return { plans: (await plans.views()).map(planMessage) }
    },
    async removePlan({ planId }, context) {
      await admit(context)
      await plans.remove(planId)
      return create(EmptySchema)
    },
    async getNetworkStatus(_, context) {
      await admit(context)
      return { ...(await networkStanding?.()), address: hub }
    },
    async listWorkers(_, context) {
      await admit(context)
      return {
        workers: (await workers.list()).map(({ address, name, machine, executors }) => ({
          address,
          name,
          connected: workers.isConnected(address),
          machine: machineToMessage(machine),
          executors: [...executors],
        })),
      }
    },
  }
}

/** A plan as it is: with the slice that it got, where it asked for what was left. */
function planMessage({ plan, state }: PlanView) {
  const { planId, spec, place, dealId } = plan
  return create(PlanSchema, {
    planId,
    spec: planSpecToMessage(
      place ? { ...spec, resources: { ...place.resources, gpus: { ids: place.resources.gpuIds } } } : spec,
    ),
    worker: place?.worker ?? '',
    state,
    ...(dealId !== undefined ? { dealId } : {}),
  })
}
