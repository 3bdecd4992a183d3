import type { Random } from '@sonm/common'
import { ASKS_PER_HUB, COUNTRIES, type DataSet, emptySet, GPU_MODELS, type SetQuery, shuffled } from './data-set.ts'

const GIB = 2 ** 30
const CORES = [2, 4, 4, 8, 8, 8, 16, 16, 32, 64, 96, 128]
/** By the index of GPU_MODELS: memory, and what it is worth beside a core. */
const GPU_GIB = [0, 12, 24, 24, 48, 80, 80, 24, 16, 192]
const GPU_WORTH = [0, 4, 12, 30, 40, 90, 190, 15, 6, 220]

/** Machines as people have them, sold in slices; what is asked is what some machine nearly has. */
export function realisticSet(count: number, queries: number, random: Random): DataSet {
  const asks = emptySet(count)
  for (let at = 0; at < count; at++) fillMachine(asks, at, random)
  return { ...asks, queries: Array.from({ length: queries }, () => queryLike(asks, random.integer(count), random)) }
}

const pick = <Item>(items: readonly Item[], random: Random): Item => items[random.integer(items.length)]!
const noisy = (value: number, random: Random) => Math.floor(value * (0.9 + 0.2 * random.fraction()))

function fillMachine(asks: Omit<DataSet, 'queries'>, at: number, random: Random): void {
  const cores = pick(CORES, random)
  const single = 700 + 100 * random.integer(12)
  const ramGib = cores * pick([2, 4, 4, 8], random)
  const model = random.integer(100) < 45 ? 0 : 1 + random.integer(GPU_MODELS.length - 1)
  const cards = model === 0 ? 0 : pick([1, 1, 2, 4, 8], random)
  const mbits = pick([100, 500, 1000, 1000, 10_000], random)
  const values = [
    noisy(cores * single, random),
    noisy(single, random),
    cores,
    ramGib * GIB,
    pick([100, 250, 500, 1000, 2000], random) * GIB,
    noisy(mbits * 1e6, random),
    noisy(mbits * 5e5, random),
    cards,
    GPU_GIB[model]! * GIB,
    noisy(cards * GPU_WORTH[model]! * 1e6, random),
    noisy(cards * GPU_WORTH[model]! * 30, random),
    noisy(cards * GPU_WORTH[model]! * 50, random),
    noisy(cores * 60, random),
    model > 0 && model < 9 ? 1 : 0,
    model === 9 ? 1 : 0,
    noisy(cards * GPU_WORTH[model]!, random),
    pick([0, 3600, 86_400, 7 * 86_400, 30 * 86_400], random),
    1 + random.integer(4),
    5000 + random.integer(5000),
  ]
  for (const [lane, value] of values.entries()) asks.lanes[lane]![at] = value
  // One supplier stands behind all asks of a hub.
  for (const lane of [17, 18]) asks.lanes[lane]![at] = asks.lanes[lane]![at - (at % ASKS_PER_HUB)]!
  const worth = cores + ramGib / 8 + cards * GPU_WORTH[model]!
  asks.price[at] = Math.floor(worth * 1e10 * (0.5 + random.fraction() + random.fraction() ** 3))
  asks.flags[at] = random.integer(4) === 0 ? 2 : 7
  asks.country[at] = random.integer(COUNTRIES.length)
  asks.gpuModel[at] = model
}

/** Three to twelve requirements that this ask has, most of them with room. */
function queryLike(
  { lanes, flags, country, gpuModel }: Omit<DataSet, 'queries'>,
  at: number,
  random: Random,
): SetQuery {
  const named = shuffled(random, lanes.length).filter((lane) => lanes[lane]![at]! > 0)
  const least = named.slice(0, 3 + random.integer(10)).map((lane) => {
    const value = lanes[lane]![at]!
    return { lane, value: random.integer(3) === 0 ? value : Math.ceil(value * (0.5 + random.fraction() / 2)) }
  })
  const countries = random.integer(5) === 0 ? [country[at]!, random.integer(COUNTRIES.length)] : []
  return {
    least,
    flags: flags[at]! & random.integer(8),
    countries: [...new Set(countries)],
    gpuModel: random.integer(4) === 0 ? gpuModel[at]! : 0,
  }
}
