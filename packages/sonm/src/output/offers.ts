import {
  type AskDetails,
  benchmarkOf,
  formatAmount,
  formatDealDuration,
  formatSize,
  type Order,
  readDetails,
} from '@sonm/model'
import { type Offer, signedOrderFromMessage } from '@sonm/protocol'
import { table } from './print.ts'

const ONE = 10n ** 18n
const UNKNOWN = '?'

/**
 * Offers as buyers compare them: who sells, what is in it, how fast it is, and the price per hour.
 * @param usdPerSnm in 1e-18 USD, as the node tells it; empty: no rate is known
 */
export function offersTable(offers: readonly Offer[], usdPerSnm: string = ''): string {
  const priced = offers.map((offer) => pricesOf(signedOrderFromMessage(offer.order).order, usdPerSnm))
  // Where no rate is known, a column of nothing says nothing.
  const [inSnm, inUsd] = [0, 1].map((at) => priced.length === 0 || priced.some((both) => both[at] !== UNKNOWN))
  const head = [
    '#',
    'OFFER',
    ...(inSnm ? ['SNM/H'] : []),
    ...(inUsd ? ['USD/H'] : []),
    'SUPPLIER',
    'SCORE',
    'COUNTRY',
    'CORES',
    'RAM',
    'DISK',
    'GPU',
    'CPU SCORE',
    'RUNS',
    'DURATION',
  ]
  const measured = offers.some(({ latencyMicros }) => latencyMicros > 0)
  const rows = offers.map((offer, at) => {
    const { order, details } = signedOrderFromMessage(offer.order)
    const { resources, executors, country } = readDetails(details)
    return [
      String(at + 1),
      shortHash(offer.orderHash),
      ...priced[at]!.filter((_, column) => (column === 0 ? inSnm : inUsd)),
      offer.supplier === '' ? '?' : shortAddress(offer.supplier),
      `${(offer.reliability / 100).toFixed(0)}%`,
      countryText(country, offer.countryChecked),
      (resources.cpuHundredths / 100).toString(),
      formatSize(resources.ramBytes),
      formatSize(resources.storageBytes),
      gpusText(resources.gpus),
      benchmarkOf(order.benchmarks, 'cpu-sysbench-multi').toString(),
      executors.join(','),
      formatDealDuration(order.durationSeconds),
      ...(measured ? [offer.latencyMicros > 0 ? `${(offer.latencyMicros / 1000).toFixed(1)} ms` : '-'] : []),
    ]
  })
  return table([...head, ...(measured ? ['LATENCY'] : [])], rows, [
    '#',
    'SCORE',
    'CORES',
    'RAM',
    'DISK',
    'CPU SCORE',
    'SNM/H',
    'USD/H',
    'LATENCY',
  ])
}

/** What a machine has, in one line: "8 cores, 32 GiB RAM, 100 GiB disk, 2 x NVIDIA RTX 4090 24 GiB". */
export function machineText({ cpuHundredths, ramBytes, storageBytes, gpus }: AskDetails['resources']): string {
  const cores = cpuHundredths / 100
  return [
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `${formatSize(ramBytes)} RAM`,
    `${formatSize(storageBytes)} disk`,
    ...(gpus.length > 0 ? [gpusText(gpus)] : []),
  ].join(', ')
}

/** A country that nobody could check says so, one that is contradicted has a question mark. */
function countryText(country: string | undefined, checked: string): string {
  if (country === undefined) return '-'
  if (checked === 'agrees') return country
  return checked === 'contradicts' ? `${country}?` : `${country} (declared)`
}

/** "2 x NVIDIA RTX 4090 24 GiB". */
function gpusText(
  gpus: readonly { readonly vendor: string; readonly model: string; readonly memoryBytes: number }[],
): string {
  const counts = new Map<string, number>()
  for (const { vendor, model, memoryBytes } of gpus) {
    const name = `${model.toLowerCase().startsWith(vendor.toLowerCase()) ? '' : `${vendor} `}${model} ${formatSize(memoryBytes)}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => (count > 1 ? `${count} x ${name}` : name)).join(', ') || '-'
}

/** Per hour in both currencies; the other one is worth it, or not known. */
function pricesOf({ pricePerSecond, denomination }: Order, usdPerSnm: string): readonly [string, string] {
  const perHour = pricePerSecond * 3600n
  const rate = BigInt(usdPerSnm || '0')
  const amount = (wei: bigint) => formatAmount(wei).replace(/ SNM$/, '')
  const other =
    rate === 0n ? UNKNOWN : `~${amount(denomination === 'SNM' ? (perHour * rate) / ONE : (perHour * ONE) / rate)}`
  return denomination === 'SNM' ? [amount(perHour), other] : [other, amount(perHour)]
}

/** Enough of a hash to tell orders apart in a table; commands take it as it stands here. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 10)}…`
}

/** Enough of an address to tell accounts apart in a table; `--out json` has all of it. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-4)}`
}
