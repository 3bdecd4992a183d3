import {
  type Address,
  type AskPlanResources,
  addResources,
  MINIMUM_RESOURCES,
  NO_RESOURCES,
  type Resources,
  resourcesOfPlan,
  type SizeName,
  shortages,
  sizeText,
} from '@sonm/model'
import type { Place, Plan } from './plan.ts'

/** A worker as a place for slices. */
export interface Shelf {
  readonly worker: Address
  readonly total: Resources
}

export function usedOf(worker: Address, plans: readonly Plan[]): Resources {
  return plans.reduce(
    (used, { place }) => (place?.worker === worker ? addResources(used, place.resources) : used),
    NO_RESOURCES,
  )
}

/**
 * Finds room for a slice beside the plans that hold theirs: on the worker that is asked for, or the first that has it.
 * @returns the place, or for each worker that was tried what is missing there
 */
export function findPlace(
  shelves: readonly Shelf[],
  holding: readonly Plan[],
  wanted: AskPlanResources,
  onWorker: Address | undefined,
): Place | { readonly shortages: readonly string[] } {
  const missing: string[] = []
  for (const { worker, total } of shelves) {
    if (onWorker !== undefined && worker !== onWorker) continue
    const used = usedOf(worker, holding)
    const resources = sliceOf(wanted, total, used)
    const short = [...shortages(total, used, resources), ...belowMinimum(resources)]
    if (short.length === 0) return { worker, resources }
    missing.push(`${worker} (${short.join('; ')})`)
  }
  return { shortages: missing }
}

/** What a plan means on a machine of which a part is in use: 'all' is all that is left, an index counts the machine's own cards. */
function sliceOf(wanted: AskPlanResources, total: Resources, used: Resources): Resources {
  const { gpus } = wanted
  if (gpus === 'all' || 'ids' in gpus) return resourcesOfPlan(wanted, remainder(total, used))
  const ids = gpus.indexes.map((index) => total.gpuIds[index] ?? `number ${index}`)
  return resourcesOfPlan({ ...wanted, gpus: { ids } }, remainder(total, used))
}

function remainder(total: Resources, used: Resources): Resources {
  return {
    cpuHundredths: Math.max(0, total.cpuHundredths - used.cpuHundredths),
    ramBytes: Math.max(0, total.ramBytes - used.ramBytes),
    storageBytes: Math.max(0, total.storageBytes - used.storageBytes),
    gpuIds: total.gpuIds.filter((id) => !used.gpuIds.includes(id)),
  }
}

/** What a slice has too little of to be sold at all. */
export function belowMinimum(resources: Pick<AskPlanResources, SizeName>): readonly string[] {
  const check = (name: SizeName) => {
    const size = resources[name]
    const tooSmall = size !== 'all' && size < MINIMUM_RESOURCES[name]
    return tooSmall
      ? [`${sizeText(name, size)} is below the least that can be sold, ${sizeText(name, MINIMUM_RESOURCES[name])}`]
      : []
  }
  return [...check('cpuHundredths'), ...check('ramBytes'), ...check('storageBytes')]
}

/**
 * The plans of one worker whose slices its machine has, taken in the order given: a machine that came back smaller
 * keeps its first plans and leaves the last ones out. Put those that may not yield (sold ones) first.
 */
export function fittingPlans(shelf: Shelf, plans: readonly Plan[]): ReadonlySet<string> {
  const fitting = new Set<string>()
  let used = NO_RESOURCES
  for (const { planId, place } of plans) {
    if (place?.worker !== shelf.worker || shortages(shelf.total, used, place.resources).length > 0) continue
    fitting.add(planId)
    used = addResources(used, place.resources)
  }
  return fitting
}
