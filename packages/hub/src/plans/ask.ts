import {
  type Address,
  type AskDetails,
  benchmarksOfSlice,
  detailsHash,
  type ExecutorKind,
  type Order,
  visibleWord,
  writeDetails,
  ZERO_ADDRESS,
} from '@sonm/model'
import type { MachineInfo } from '@sonm/protocol'
import type { Place, Plan } from './plan.ts'

/** What an ask says that is not in its plan. */
export interface AskFacts {
  readonly hub: Address
  readonly epoch: bigint
  readonly expiresAtSeconds: bigint
  readonly machine: MachineInfo
  readonly executors: readonly ExecutorKind[]
  readonly locators: readonly string[]
  /** Where the machine stands, and its public ports, as the supplier declares them. */
  readonly site: Pick<AskDetails, 'country' | 'region' | 'ports'>
  /** A firm ask: for this buyer alone, for the duration that he wants. */
  readonly firmFor?: { readonly buyer: Address; readonly durationSeconds: bigint }
}

/** The ask of a plan's present round, ready to be signed. */
export function askOf(plan: Plan & { readonly place: Place }, facts: AskFacts): { order: Order; details: string } {
  const { spec, place, nonce } = plan
  const { hub, epoch, expiresAtSeconds, machine, executors, locators, site, firmFor } = facts
  const { gpuIds, ...sizes } = place.resources
  const about: AskDetails = {
    resources: {
      ...sizes,
      gpus: gpuIds.flatMap((id) => {
        const gpu = machine.gpus.find((candidate) => candidate.id === id)
        return gpu
          ? [{ vendor: visibleWord(gpu.vendor), model: visibleWord(gpu.model), memoryBytes: gpu.memoryBytes }]
          : []
      }),
    },
    architecture: visibleWord(machine.architecture),
    executors: [...executors],
    locators: [...locators],
    ...site,
  }
  const details = writeDetails(about)
  const order: Order = {
    side: 'ask',
    author: hub,
    counterparty: firmFor?.buyer ?? spec.counterparty,
    matcher: ZERO_ADDRESS,
    nonce,
    epoch,
    expiresAtSeconds,
    durationSeconds: firmFor?.durationSeconds ?? spec.durationSeconds,
    pricePerSecond: spec.pricePerSecond,
    denomination: spec.denomination,
    // Whatever cap a buyer allows will do: above it the price is billed at the cap, and a spot deal can be left.
    snmPerUsdCap: 0n,
    identityLevel: spec.identityLevel,
    netFlags: spec.netFlags,
    bond: spec.bond,
    tag: spec.tag,
    detailsHash: detailsHash(details),
    benchmarks: benchmarksOfSlice(machine, place.resources),
  }
  return { order, details }
}
