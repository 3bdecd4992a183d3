import { type AskDetails, normalWord, type Order, type SearchMoment, snmPrice } from '@sonm/model'

/** All deals together, whatever was sold. */
export const ALL_CLASSES = 'all'

/** What machines are compared as: `cpu`, by the core; or `gpu:MODEL` in the model's normal form, by the card. */
export interface ClassOfAsk {
  readonly marketClass: string
  /** Cores in hundredths, or cards in hundredths. */
  readonly unitHundredths: number
}

/** undefined: it sells cards of several models, which have no common unit, or of none that has a name. */
export function classOf({ resources }: Pick<AskDetails, 'resources'>): ClassOfAsk | undefined {
  const { cpuHundredths, gpus } = resources
  if (gpus.length === 0) return { marketClass: 'cpu', unitHundredths: cpuHundredths }
  const models = new Set(gpus.map(({ model }) => normalWord('gpu.model', model)))
  if (models.size > 1 || models.has('')) return undefined
  return { marketClass: `gpu:${[...models][0]}`, unitHundredths: gpus.length * 100 }
}

/** In wei of SNM for an hour of one unit, rounded down. */
export function unitPrice(pricePerSecond: bigint, { unitHundredths }: ClassOfAsk): bigint {
  return (pricePerSecond * 3600n * 100n) / BigInt(unitHundredths)
}

const USD = 10n ** 18n

/** An ask's price in wei of SNM a second; undefined: it is in USD, and no rate is known. */
export function priceInSnm(
  { denomination, pricePerSecond }: Pick<Order, 'denomination' | 'pricePerSecond'>,
  { usdPerSnm }: Pick<SearchMoment, 'usdPerSnm'>,
): bigint | undefined {
  if (denomination === 'SNM') return pricePerSecond
  return usdPerSnm ? snmPrice(pricePerSecond, (USD * USD) / usdPerSnm) : undefined
}
