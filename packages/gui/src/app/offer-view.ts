import {
  type AskDetails,
  benchmarkOf,
  formatDealDuration,
  formatPricePerHour,
  formatSize,
  type Order,
  readDetails,
} from '@sonm/model'
import { type Offer, signedOrderFromMessage } from '@sonm/protocol'
import { grouped } from './format.ts'

/** An offer as a row of the table. */
export interface OfferView {
  readonly askHash: string
  /** As it was signed. */
  readonly order: Order
  readonly supplier: string
  readonly reliability: string
  readonly country: string
  readonly cores: string
  readonly ram: string
  readonly disk: string
  /** A line for each model. */
  readonly gpus: readonly GpuView[]
  readonly executors: string
  readonly benchmark: string
  /** The longest fixed term. */
  readonly duration: string
  /** Empty: not measured. */
  readonly latency: string
  readonly pricePerHour: string
  /** In the other currency; empty where no rate is known. */
  readonly worthPerHour: string
}

export interface GpuView {
  readonly name: string
  readonly memory: string
}

const NONE = '–'
const ONE = 10n ** 18n

/** @throws when the offer is malformed; the node has checked it before */
export function offerView(offer: Offer, usdPerSnm: string): OfferView {
  const { order, details } = signedOrderFromMessage(offer.order)
  const { resources, executors, country }: AskDetails = readDetails(details)
  const rate = BigInt(usdPerSnm || '0')
  return {
    askHash: offer.orderHash,
    order,
    supplier: offer.supplier,
    reliability: `${Math.floor(offer.reliability / 100)} %`,
    country: countryText(country, offer.countryChecked),
    cores: String(resources.cpuHundredths / 100),
    ram: formatSize(resources.ramBytes),
    disk: resources.storageBytes === 0 ? NONE : formatSize(resources.storageBytes),
    gpus: gpuViews(resources.gpus),
    executors: executors.join(', '),
    benchmark: figureOrNone(benchmarkOf(order.benchmarks, 'cpu-sysbench-multi')),
    duration: formatDealDuration(order.durationSeconds),
    latency: offer.latencyMicros === 0 ? '' : `${(offer.latencyMicros / 1000).toFixed(1)} ms`,
    pricePerHour: grouped(formatPricePerHour(order.pricePerSecond, order.denomination)),
    worthPerHour: rate === 0n ? '' : worthOf(order, rate),
  }
}

function figureOrNone(figure: bigint): string {
  return figure === 0n ? NONE : grouped(String(figure))
}

/** What the supplier says, and what its address has to say to that. */
function countryText(country: string | undefined, checked: string): string {
  if (country === undefined) return ''
  if (checked === 'agrees') return country
  return `${country} (${checked === 'contradicts' ? 'doubtful' : 'declared'})`
}

function worthOf({ pricePerSecond, denomination }: Order, usdPerSnm: bigint): string {
  const [worth, currency] =
    denomination === 'SNM'
      ? ([(pricePerSecond * usdPerSnm) / ONE, 'USD'] as const)
      : ([(pricePerSecond * ONE) / usdPerSnm, 'SNM'] as const)
  return grouped(formatPricePerHour(worth, currency))
}

function gpuViews(gpus: AskDetails['resources']['gpus']): readonly GpuView[] {
  const groups = Map.groupBy(gpus, ({ model, memoryBytes }) => `${memoryBytes} ${model}`)
  return [...groups.values()].map((cards) => {
    const { vendor, model, memoryBytes } = cards[0]!
    const isVendorFirst = model.toLowerCase().startsWith(`${vendor.toLowerCase()} `)
    const name = isVendorFirst ? model.slice(vendor.length + 1) : model
    const memory = memoryBytes === 0 ? '' : formatSize(memoryBytes)
    return cards.length > 1
      ? { name: `${cards.length} × ${name}`, memory: memory && `${memory} each` }
      : { name, memory }
  })
}

/** "8 cores, 16 GiB of RAM, 100 GiB of disk, RTX 4090 (24 GiB)". */
export function machineText({ cores, ram, disk, gpus }: OfferView): string {
  const cards = gpus.map(({ name, memory }) => (memory === '' ? name : `${name} (${memory})`))
  return [
    `${cores} ${cores === '1' ? 'core' : 'cores'}`,
    `${ram} of RAM`,
    disk === NONE ? 'no disk' : `${disk} of disk`,
    ...(cards.length === 0 ? ['no GPU'] : cards),
  ].join(', ')
}
