import type { Counted, IndexQuery, Place } from '../book/index/index-query.ts'
import { LANE, NUMBER_LANES, OP } from '../book/index/layout.ts'
import type { IndexedAsk } from '../book/index/row-record.ts'

/** What the index means, one ask at a time. */
export class IndexModel {
  readonly asks = new Map<number, IndexedAsk>()

  sorted(): readonly IndexedAsk[] {
    return [...this.asks.values()].sort((a, b) => Number(a.price - b.price) || a.sequence - b.sequence)
  }

  search(query: IndexQuery, limit: number, after: Place | undefined): readonly number[] {
    const fits = (ask: IndexedAsk) =>
      countedOf(query).every((requirement) => meets(ask, requirement)) &&
      ask.expiresAtSeconds >= query.liveUntilSeconds &&
      (!after || ask.price > after.price || (ask.price === after.price && ask.sequence > after.sequence))
    return this.sorted()
      .filter(fits)
      .slice(0, limit)
      .map(({ sequence }) => sequence)
  }

  count(counted: readonly Counted[], liveUntilSeconds: number) {
    const shown = [...this.asks.values()].filter((ask) => ask.expiresAtSeconds >= liveUntilSeconds)
    const missed = shown.map((ask) => counted.map((requirement) => !meets(ask, requirement)))
    const reports = counted.map((requirement, index) => {
      const alone = shown.filter((_, at) => missed[at]![index] && missed[at]!.filter(Boolean).length === 1)
      return {
        turnedAway: missed.filter((row) => row[index]).length,
        missedAlone: alone.length,
        best: bestOf(alone, requirement),
      }
    })
    return { live: shown.length, fitting: missed.filter((row) => !row.includes(true)).length, reports }
  }
}

/** The requirements of a search, one by one. */
export function countedOf({ numbers, flags, sets, maxPrice }: IndexQuery): readonly Counted[] {
  return [
    ...numbers.map((number) => ({ kind: 'number' as const, ...number })),
    { kind: 'flags', flags },
    ...sets.map((set) => ({ kind: 'set' as const, ...set })),
    ...(maxPrice === undefined ? [] : [{ kind: 'price' as const, op: OP.less | OP.equal, price: maxPrice }]),
  ]
}

export function numberOf(ask: IndexedAsk, lane: number): bigint {
  const rest = [ask.durationSeconds, ask.identity, ask.reliability]
  if (lane >= NUMBER_LANES) throw new RangeError('no number')
  return (ask.benchmarks as readonly bigint[])[lane] ?? BigInt(rest[lane - LANE.duration]!)
}

function admits(op: number, value: bigint, than: bigint): boolean {
  return (op & (value < than ? OP.less : value === than ? OP.equal : OP.greater)) !== 0
}

function meets(ask: IndexedAsk, requirement: Counted): boolean {
  switch (requirement.kind) {
    case 'number':
      return admits(requirement.op, numberOf(ask, requirement.lane), requirement.value)
    case 'flags':
      return (ask.flags & requirement.flags) === requirement.flags
    case 'set':
      return requirement.values.includes(requirement.lane === LANE.country ? ask.country : ask.gpuModel)
    case 'price':
      return admits(requirement.op, ask.price, requirement.price)
    case 'rows':
      throw new RangeError('the model has no rows')
  }
}

function bestOf(asks: readonly IndexedAsk[], requirement: Counted): bigint | undefined {
  if (requirement.kind !== 'number' && requirement.kind !== 'price') return undefined
  if (requirement.op === OP.equal || requirement.op === (OP.less | OP.greater)) return undefined
  const values = asks.map((ask) => (requirement.kind === 'price' ? ask.price : numberOf(ask, requirement.lane)))
  return values.reduce<bigint | undefined>((best, value) => {
    if (best === undefined) return value
    return (requirement.op & OP.greater ? value > best : value < best) ? value : best
  }, undefined)
}
