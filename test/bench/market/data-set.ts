import { type Random, seededRandom } from '@sonm/common'
import { realisticSet } from './realistic-set.ts'

export const SET_NAMES = ['R', 'N', 'U', 'X1', 'X2', 'X3', 'E'] as const
export type SetName = (typeof SET_NAMES)[number]

/** 16 benchmarks, duration, identity, reliability: as in the lanes of the book. */
export const LANES = 19
export const COUNTRIES = [
  'DE',
  'IT',
  'FR',
  'NL',
  'PL',
  'US',
  'CA',
  'GB',
  'SE',
  'FI',
  'JP',
  'SG',
  'BR',
  'IN',
  'ES',
  'CZ',
]
export const GPU_MODELS = ['', 'RTX 3060', 'RTX 3090', 'RTX 4090', 'RTX 6000', 'A100', 'H100', 'L4', 'T4', 'MI300X']

/** As many as the marketplace lets a hub have. */
export const ASKS_PER_HUB = 256
/** Of a large set so many asks are made at once. */
export const SET_PART = 64 * ASKS_PER_HUB
/** From this lane on stands what the chain says of a supplier: identity and reliability. */
export const LANE_OF_STANDING = 17

/** What buyers ask: least values in lanes, net flags, and where or on which card. */
export interface SetQuery {
  readonly least: readonly { readonly lane: number; readonly value: number }[]
  readonly flags: number
  /** Indexes into COUNTRIES; empty: anywhere. */
  readonly countries: readonly number[]
  /** An index into GPU_MODELS; 0: any. */
  readonly gpuModel: number
}

/** Asks in columns, numbered in the order in which they come; all values are below 2^53. */
export interface DataSet {
  readonly count: number
  readonly lanes: readonly Float64Array[]
  readonly price: Float64Array
  readonly flags: Uint8Array
  readonly country: Uint8Array
  readonly gpuModel: Uint8Array
  readonly queries: readonly SetQuery[]
}

/** The same asks and queries for the same name, count and seed. */
export function dataSet(name: SetName, count: number, queries: number, seed = 0): DataSet {
  const random = seededRandom(seed * SET_NAMES.length + SET_NAMES.indexOf(name) + 1)
  if (name === 'R') return realisticSet(count, queries, random)
  const asks = emptySet(count)
  SHAPES[name].fill(asks, random)
  return { ...asks, queries: Array.from({ length: queries }, () => plain(SHAPES[name].ask(random))) }
}

export function emptySet(count: number): Omit<DataSet, 'queries'> {
  return {
    count,
    lanes: Array.from({ length: LANES }, () => new Float64Array(count)),
    price: new Float64Array(count),
    flags: new Uint8Array(count).fill(7),
    country: new Uint8Array(count),
    gpuModel: new Uint8Array(count),
  }
}

const REQUIRED = 12
const HIGHEST_PRICE = 2 ** 40
type Least = SetQuery['least']

/** How asks are made of their rank in the order of prices, and what is asked of them. */
interface Shape {
  fill(asks: Omit<DataSet, 'queries'>, random: Random): void
  ask(random: Random): Least
}

const SHAPES: Readonly<Record<Exclude<SetName, 'R'>, Shape>> = {
  // Half of the asks are good in the first six, the others in the last six.
  N: {
    fill: ranked(
      (random, _, lane, { side }) => (lane < REQUIRED / 2 === side < 0.5 ? 1000 : 100) + 500 * random.fraction(),
    ),
    ask: (random) => {
      const count = 3 + random.integer(REQUIRED - 2)
      const lanes = [0, REQUIRED - 1, ...Array.from({ length: REQUIRED - 2 }, (_, at) => at + 1)].slice(0, count)
      return lanes.map((lane) => ({ lane, value: 700 + random.integer(300) }))
    },
  },
  U: {
    fill: ranked((random) => random.fraction() * 2 ** 30),
    ask: (random) => {
      const lanes = shuffled(random).slice(0, 3 + random.integer(REQUIRED - 2))
      return lanes.map((lane) => ({ lane, value: Math.floor(random.fraction() * 0.7 * 2 ** 30) }))
    },
  },
  // The cheap 99 % each fail one of twelve.
  X1: {
    fill: ranked((random, rank, lane, { weak }) =>
      rank < 0.99 && lane === weak ? 400 + 500 * random.fraction() : 1000 + 1000 * random.fraction(),
    ),
    ask: (random) => everyLane(() => 940 + random.integer(60)),
  },
  // What is cheap is poor: quality is found in the dear third.
  X2: {
    fill: ranked((random, rank) => 1000 * rank * (0.85 + 0.3 * random.fraction())),
    ask: (random) => everyLane(() => 600 + random.integer(20)),
  },
  // All but the dearest miss one of twelve by less than 0.2 %: no code tells that.
  X3: {
    fill: ranked((random, rank, lane, { weak }) => {
      const asked = nearlyOf(lane)
      return rank < 0.999 && lane === weak ? asked - 1 - random.integer(2 ** 30) : asked + random.integer(2 ** 30)
    }),
    ask: () => everyLane(nearlyOf),
  },
  E: {
    fill: ranked((random) => 10 + random.integer(1000)),
    ask: (random) => everyLane(() => 1 + random.integer(9)),
  },
}

type Value = (random: Random, rank: number, lane: number, ask: { side: number; weak: number }) => number

/** Asks come in no order of their prices. */
function ranked(value: Value): Shape['fill'] {
  return ({ count, lanes, price }, random) => {
    for (let at = 0; at < count; at++) {
      const rank = random.fraction()
      const ask = { side: random.fraction(), weak: random.integer(REQUIRED) }
      price[at] = Math.floor(rank * HIGHEST_PRICE)
      for (let lane = 0; lane < REQUIRED; lane++) lanes[lane]![at] = Math.floor(value(random, rank, lane, ask))
    }
  }
}

/** In the upper part of the values that share a code, so that those below it by 0.1 % do too. */
function nearlyOf(lane: number): number {
  return 2 ** 40 + lane * 2 ** 36 + 3 * 2 ** 29
}

function everyLane(value: (lane: number) => number): Least {
  return Array.from({ length: REQUIRED }, (_, lane) => ({ lane, value: value(lane) }))
}

function plain(least: Least): SetQuery {
  return { least, flags: 0, countries: [], gpuModel: 0 }
}

export function shuffled(random: Random, count = REQUIRED): number[] {
  const lanes = Array.from({ length: count }, (_, at) => at)
  for (let at = count - 1; at > 0; at--) {
    const other = random.integer(at + 1)
    ;[lanes[at], lanes[other]] = [lanes[other]!, lanes[at]!]
  }
  return lanes
}
