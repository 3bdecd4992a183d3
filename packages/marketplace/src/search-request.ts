import {
  type AskQuery,
  type AskRule,
  BENCHMARK_COUNT,
  BENCHMARKS,
  type Condition,
  fail,
  MAX_BENCHMARK,
  NET_FLAGS,
} from '@sonm/model'
import { readHex, readNumber, readOneOf, type SearchRequest } from '@sonm/protocol'

/** @throws INPUT_INVALID naming the field */
export function queryFromMessage(request: SearchRequest): AskQuery {
  const { minBenchmarks, netFlags, executors, durationSeconds } = request
  if (minBenchmarks.length !== 0 && minBenchmarks.length !== BENCHMARK_COUNT) {
    throw fail('INPUT_INVALID', { field: 'min_benchmarks', reason: `there must be ${BENCHMARK_COUNT}, or none` })
  }
  const tooLarge = minBenchmarks.findIndex((value) => value > MAX_BENCHMARK)
  if (tooLarge >= 0) throw fail('INPUT_INVALID', { field: `min_benchmarks[${tooLarge}]`, reason: 'it is out of range' })
  if (netFlags > 7) throw fail('INPUT_INVALID', { field: 'net_flags', reason: 'there is an unknown flag' })
  if (executors.length > 8) throw fail('INPUT_INVALID', { field: 'executors', reason: 'there are too many' })
  const conditions: Condition[] = []
  const isWord = (field: 'hub' | 'net' | 'executor', word: string) =>
    conditions.push({ kind: 'word', field, op: 'in', values: [word] })
  if (request.hub !== '') isWord('hub', readHex('hub', request.hub, 20))
  if (request.maxPricePerSecond !== '') {
    const pricePerSecond = readNumber('max_price_per_second', request.maxPricePerSecond)
    conditions.push({ kind: 'price', op: '<=', price: { denomination: 'SNM', pricePerSecond } })
  }
  if (durationSeconds > 0n) conditions.push({ kind: 'number', field: 'duration', op: '>=', value: durationSeconds })
  for (const [name, flag] of Object.entries(NET_FLAGS)) if (netFlags & flag) isWord('net', name)
  for (const name of executors) isWord('executor', readOneOf('executors', name, ['container', 'wasm', 'noop']))
  for (const { code, index } of BENCHMARKS) {
    const value = minBenchmarks[index] ?? 0n
    if (value > 0n) conditions.push({ kind: 'number', field: `benchmark:${code}`, op: '>=', value })
  }
  const buyer = request.buyer === '' ? undefined : readHex('buyer', request.buyer, 20)
  return { buyer, buyerIdentity: 1, conditions, order: [] }
}

/** What turned asks away, by the names of the match of two orders. */
export function nameOf(requirement: AskRule | Condition): string {
  if (typeof requirement === 'string') return requirement
  if (requirement.kind === 'price') return 'price'
  if (requirement.kind === 'number') return requirement.field
  return { executor: 'executors', net: 'net-flags' }[requirement.field as string] ?? requirement.field
}
