import { type AskDetails, benchmarkOf, formatPricePerHour, formatSize, type Order, readDetails } from '@sonm/model'
import { type Offer, signedOrderFromMessage } from '@sonm/protocol'
import { grouped } from './format.ts'

/** An offer as a row of the table. */
export interface OfferView {
  readonly askHash: string
  readonly supplier: string
  readonly reliability: string
  readonly country: string
  readonly cores: string
  readonly ram: string
  readonly gpu: string
  readonly executors: string
  readonly benchmark: string
  readonly pricePerHour: string
  /** In the other currency; empty where no rate is known. */
  readonly worthPerHour: string
}

const ONE = 10n ** 18n

/** @throws when the offer is malformed; the node has checked it before */
export function offerView(offer: Offer, usdPerSnm: string): OfferView {
  const { order, details } = signedOrderFromMessage(offer.order)
  const { resources, executors, country }: AskDetails = readDetails(details)
  const rate = BigInt(usdPerSnm || '0')
  return {
    askHash: offer.orderHash,
    supplier: offer.supplier,
    reliability: `${Math.floor(offer.reliability / 100)} %`,
    country: countryText(country, offer.countryChecked),
    cores: String(resources.cpuHundredths / 100),
    ram: formatSize(resources.ramBytes),
    gpu: gpuText(resources.gpus),
    executors: executors.join(', '),
    benchmark: grouped(String(benchmarkOf(order.benchmarks, 'cpu-sysbench-multi'))),
    pricePerHour: formatPricePerHour(order.pricePerSecond, order.denomination),
    worthPerHour: rate === 0n ? '' : worthOf(order, rate),
  }
}

function countryText(country: string | undefined, checked: string): string {
  if (country === undefined) return '–'
  if (checked === 'agrees') return country
  return checked === 'contradicts' ? `${country}?` : `${country} (declared)`
}

function worthOf({ pricePerSecond, denomination }: Order, usdPerSnm: bigint): string {
  return denomination === 'SNM'
    ? formatPricePerHour((pricePerSecond * usdPerSnm) / ONE, 'USD')
    : formatPricePerHour((pricePerSecond * ONE) / usdPerSnm, 'SNM')
}

function gpuText(gpus: AskDetails['resources']['gpus']): string {
  const counts = new Map<string, number>()
  for (const { model } of gpus) counts.set(model, (counts.get(model) ?? 0) + 1)
  return [...counts].map(([model, count]) => (count > 1 ? `${count} × ${model}` : model)).join(', ') || 'none'
}
