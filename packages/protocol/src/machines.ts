import { create } from '@bufbuild/protobuf'
import { BENCHMARK_COUNT, fail, MAX_BENCHMARK, type Machine } from '@sonm/model'
import { type Machine as MachineMessage, MachineSchema } from './gen/sonm/v1/hub_pb.js'
import { readCount, readPresent } from './read.ts'

export interface GpuInfo {
  readonly id: string
  readonly vendor: string
  readonly model: string
  readonly memoryBytes: number
}

/** A machine as its worker describes it to the hub: what can be sold, and what people want to know of it. */
export interface MachineInfo extends Machine {
  /** As Node names it: x64, arm64. */
  readonly architecture: string
  readonly cpuModel: string
  readonly gpus: readonly GpuInfo[]
}

const MAX_GPUS = 64

export function machineToMessage(machine: MachineInfo): MachineMessage {
  const { resources, benchmarks, gpus, architecture, cpuModel } = machine
  return create(MachineSchema, {
    cpuHundredths: resources.cpuHundredths,
    ramBytes: BigInt(resources.ramBytes),
    storageBytes: BigInt(resources.storageBytes),
    gpus: gpus.map((gpu) => ({ ...gpu, memoryBytes: BigInt(gpu.memoryBytes) })),
    benchmarks: [...benchmarks],
    architecture,
    cpuModel,
  })
}

/** @throws INPUT_INVALID */
export function machineFromMessage(message: MachineMessage | undefined): MachineInfo {
  const { cpuHundredths, ramBytes, storageBytes, gpus, architecture, cpuModel, benchmarks } = readPresent(
    'machine',
    message,
  )
  const invalid = (field: string, reason: string) => fail('INPUT_INVALID', { field: `machine.${field}`, reason })
  if (gpus.length > MAX_GPUS) throw invalid('gpus', `at most ${MAX_GPUS} are allowed`)
  if (benchmarks.length !== BENCHMARK_COUNT) throw invalid('benchmarks', `there must be ${BENCHMARK_COUNT}`)
  if (benchmarks.some((value) => value > MAX_BENCHMARK)) throw invalid('benchmarks', 'a value is out of range')
  const read = gpus.map((gpu) => ({
    id: gpu.id.slice(0, 128),
    vendor: gpu.vendor.slice(0, 32),
    model: gpu.model.slice(0, 64),
    memoryBytes: readCount('machine.gpus.memory_bytes', gpu.memoryBytes),
  }))
  const gpuIds = read.map(({ id }) => id)
  if (new Set(gpuIds).size !== gpuIds.length) throw invalid('gpus', 'an id stands twice')
  return {
    resources: {
      cpuHundredths,
      ramBytes: readCount('machine.ram_bytes', ramBytes),
      storageBytes: readCount('machine.storage_bytes', storageBytes),
      gpuIds,
    },
    benchmarks,
    gpuMemoryBytes: Object.fromEntries(read.map(({ id, memoryBytes }) => [id, memoryBytes])),
    architecture: architecture.slice(0, 32),
    cpuModel: cpuModel.slice(0, 128),
    gpus: read,
  }
}
