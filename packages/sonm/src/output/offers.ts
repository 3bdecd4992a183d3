import { benchmarkOf, formatDealDuration, formatPricePerHour, formatSize, readDetails } from '@sonm/model'
import { type Offer, signedOrderFromMessage } from '@sonm/protocol'
import { table } from './print.ts'

/** Offers as buyers compare them: who sells, what is in it, how fast it is, and the price per hour. */
export function offersTable(offers: readonly Offer[]): string {
  const head = ['#', 'SUPPLIER', 'CORES', 'RAM', 'DISK', 'GPU', 'CPU SCORE', 'RUNS', 'DURATION', 'PRICE/H']
  const rows = offers.map((offer, at) => {
    const { order, details } = signedOrderFromMessage(offer.order)
    const { resources, executors } = readDetails(details)
    const gpus = resources.gpus.map(({ vendor, model, memoryBytes }) => `${vendor} ${model} ${formatSize(memoryBytes)}`)
    return [
      String(at + 1),
      offer.supplier === '' ? '?' : shortAddress(offer.supplier),
      (resources.cpuHundredths / 100).toString(),
      formatSize(resources.ramBytes),
      formatSize(resources.storageBytes),
      gpus.length > 0 ? gpus.join(', ') : '-',
      benchmarkOf(order.benchmarks, 'cpu-sysbench-multi').toString(),
      executors.join(','),
      formatDealDuration(order.durationSeconds),
      formatPricePerHour(order.pricePerSecond, order.denomination),
    ]
  })
  return table(head, rows, ['#', 'CORES', 'RAM', 'DISK', 'CPU SCORE', 'PRICE/H'])
}

/** Enough of an address to tell accounts apart in a table; `--out json` has all of it. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-4)}`
}
