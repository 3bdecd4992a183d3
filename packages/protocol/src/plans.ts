import { create } from '@bufbuild/protobuf'
import {
  type Address,
  type AskPlanResources,
  fail,
  type Hex,
  type Order,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { type PlanSpec as PlanSpecMessage, PlanSpecSchema } from './gen/sonm/v1/hub_pb.js'
import { Denomination } from './gen/sonm/v1/order_pb.js'
import { denominationFromMessage } from './orders.ts'
import { readCount, readHex, readNumber } from './read.ts'

/** What a supplier plans to sell, again and again. */
export interface AskPlanSpec {
  /** The longest duration of a deal; 0: spot. */
  readonly durationSeconds: bigint
  /** In 1e-18 of the denomination, for one second of the whole slice. */
  readonly pricePerSecond: bigint
  readonly denomination: Order['denomination']
  /** Who alone may buy; zero: anyone. */
  readonly counterparty: Address
  readonly identityLevel: number
  readonly netFlags: number
  /** What the master forfeits when he leaves a forward deal early, in 1e-18 SNM; 0: he cannot leave it. */
  readonly bond: bigint
  readonly resources: AskPlanResources
  readonly tag: Hex
  /** Absent: any worker where the slice fits. */
  readonly worker?: Address
}

export function planSpecToMessage(spec: AskPlanSpec): PlanSpecMessage {
  const { cpuHundredths, ramBytes, storageBytes, gpus } = spec.resources
  return create(PlanSpecSchema, {
    durationSeconds: spec.durationSeconds,
    pricePerSecond: spec.pricePerSecond.toString(),
    denomination: spec.denomination === 'SNM' ? Denomination.SNM : Denomination.USD,
    counterparty: spec.counterparty === ZERO_ADDRESS ? '' : spec.counterparty,
    identityLevel: spec.identityLevel,
    netFlags: spec.netFlags,
    bond: spec.bond === 0n ? '' : spec.bond.toString(),
    tag: spec.tag,
    worker: spec.worker ?? '',
    ...(cpuHundredths === 'all' ? {} : { cpuHundredths }),
    ...(ramBytes === 'all' ? {} : { ramBytes: BigInt(ramBytes) }),
    ...(storageBytes === 'all' ? {} : { storageBytes: BigInt(storageBytes) }),
    ...gpusToMessage(gpus),
  })
}

function gpusToMessage(gpus: AskPlanResources['gpus']) {
  if (gpus === 'all') return { allGpus: true }
  return 'ids' in gpus ? { gpuIds: [...gpus.ids] } : { gpuIndexes: [...gpus.indexes] }
}

/** @throws INPUT_INVALID */
export function planSpecFromMessage(message: PlanSpecMessage): AskPlanSpec {
  const { cpuHundredths, ramBytes, storageBytes, worker } = message
  return {
    durationSeconds: message.durationSeconds,
    pricePerSecond: readNumber('price_per_second', message.pricePerSecond),
    denomination: denominationFromMessage(message.denomination),
    counterparty: readHex('counterparty', message.counterparty, 20, ZERO_ADDRESS),
    identityLevel: message.identityLevel,
    netFlags: message.netFlags,
    bond: message.bond === '' ? 0n : readNumber('bond', message.bond),
    tag: readHex('tag', message.tag, 32, ZERO_BYTES32),
    resources: {
      cpuHundredths: cpuHundredths ?? 'all',
      ramBytes: ramBytes === undefined ? 'all' : readCount('ram_bytes', ramBytes),
      storageBytes: storageBytes === undefined ? 'all' : readCount('storage_bytes', storageBytes),
      gpus: gpusFromMessage(message),
    },
    ...(worker === '' ? {} : { worker: readHex('worker', worker, 20) }),
  }
}

function gpusFromMessage({ allGpus, gpuIds, gpuIndexes }: PlanSpecMessage): AskPlanResources['gpus'] {
  if (Number(allGpus) + Number(gpuIds.length > 0) + Number(gpuIndexes.length > 0) > 1) {
    throw fail('INPUT_INVALID', { field: 'gpu_ids', reason: 'name the cards in one way: by id, by index, or all' })
  }
  if (allGpus) return 'all'
  return gpuIndexes.length > 0 ? { indexes: gpuIndexes } : { ids: gpuIds }
}
