import type { AskPlanSpec } from '@sonm/protocol'
import { planSpecDocument } from '../store/documents.ts'
import { findPlace, type Shelf } from './admission.ts'
import type { Place, Plan } from './plan.ts'
import { freeFromSeconds } from './state.ts'

type Held = Plan & { readonly place: Place }

/** Whether a plan was removed and holds its slice, because somebody may still take one of its asks. */
export function isHeldRemoved(plan: Plan): plan is Held {
  return plan.removed && plan.place !== undefined && plan.dealId === undefined
}

/** A removed plan that says the same and holds a slice that its machine still has. */
export function removedLike(spec: AskPlanSpec, holding: readonly Plan[], shelves: readonly Shelf[]): Plan | undefined {
  const content = planSpecDocument.write(spec)
  return holding.filter(isHeldRemoved).find((plan) => {
    const { worker, resources } = plan.place
    const wanted = { ...resources, gpus: { ids: resources.gpuIds } }
    const others = holding.filter((other) => other !== plan)
    return planSpecDocument.write(plan.spec) === content && 'worker' in findPlace(shelves, others, wanted, worker)
  })
}

/** When what removed plans hold makes room for a slice, as "07:43:05 UTC"; empty: not by that. */
export function freeAgain(
  { resources, worker }: AskPlanSpec,
  holding: readonly Plan[],
  shelves: readonly Shelf[],
  nowSeconds: number,
): string {
  let left = holding
  const leaving = holding.filter(isHeldRemoved).sort((a, b) => freeFromSeconds(a) - freeFromSeconds(b))
  for (const plan of leaving) {
    left = left.filter((other) => other !== plan)
    if (!('worker' in findPlace(shelves, left, resources, worker))) continue
    const seconds = Math.max(nowSeconds, freeFromSeconds(plan))
    return `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`
  }
  return ''
}
