import {
  type AskDetails,
  BENCHMARK_COUNT,
  BENCHMARK_INDEX,
  benchmarkOf,
  formatPricePerHour,
  formatSize,
  readDetails,
} from '@sonm/model'
import { type Offer, signedOrderFromMessage } from '@sonm/protocol'
import { grouped } from './format.ts'

/** An offer as a row of the table. */
export interface OfferView {
  readonly askHash: string
  readonly supplier: string
  readonly cores: string
  readonly ram: string
  readonly gpu: string
  readonly executors: string
  readonly benchmark: string
  readonly pricePerHour: string
}

/** @throws when the offer is malformed; the node has checked it before */
export function offerView(offer: Offer): OfferView {
  const { order, details } = signedOrderFromMessage(offer.order)
  const { resources, executors }: AskDetails = readDetails(details)
  return {
    askHash: offer.orderHash,
    supplier: offer.supplier,
    cores: String(resources.cpuHundredths / 100),
    ram: formatSize(resources.ramBytes),
    gpu: gpuText(resources.gpus),
    executors: executors.join(', '),
    benchmark: grouped(String(benchmarkOf(order.benchmarks, 'cpu-sysbench-multi'))),
    pricePerHour: formatPricePerHour(order.pricePerSecond, order.denomination),
  }
}

function gpuText(gpus: AskDetails['resources']['gpus']): string {
  const counts = new Map<string, number>()
  for (const { model } of gpus) counts.set(model, (counts.get(model) ?? 0) + 1)
  return [...counts].map(([model, count]) => (count > 1 ? `${count} × ${model}` : model)).join(', ') || 'none'
}

/** What the reader may ask of offers; 0 and false ask for nothing. */
export interface OfferFilter {
  readonly cores: number
  readonly ramGib: number
  readonly withGpu: boolean
}

export function requirementsOf({ cores, ramGib, withGpu }: OfferFilter) {
  const minBenchmarks: bigint[] = Array.from({ length: BENCHMARK_COUNT }, () => 0n)
  const atLeast = (code: string, value: number) => {
    minBenchmarks[BENCHMARK_INDEX[code]!] = BigInt(Math.max(0, Math.ceil(value)))
  }
  atLeast('cpu-cores', cores)
  atLeast('ram-size', ramGib * 2 ** 30)
  atLeast('gpu-count', withGpu ? 1 : 0)
  return { minBenchmarks, limit: 100 }
}
