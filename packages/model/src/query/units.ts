import { SIZES } from '../units/sizes.ts'
import { TIMES } from '../units/times.ts'

/** A unit as people spell it; the number before it times `factor` is the figure in the base unit. */
export interface Unit {
  /** The first is how it is written back. Case matters only where two units differ by nothing else. */
  readonly names: readonly string[]
  /** Understood too, and in no list: "gigabytes". */
  readonly words?: readonly string[]
  readonly factor: bigint
}

/** What a figure counts. */
export interface Measure {
  /** As the error says it: "a size". */
  readonly what: string
  /** What may follow a number, the largest first; a name '' is a number alone. */
  readonly units: readonly Unit[]
  /** How it is written, for an error and for the docs. */
  readonly examples: readonly string[]
  /** Figures are written back in one unit and not in the largest that fits. */
  readonly plain?: boolean
}

const unit = (factor: bigint | number, ...names: string[]): Unit => ({ names, factor: BigInt(factor) })
const KIB = 1024n

/** In bytes. */
export const SIZE: Measure = {
  what: 'a size',
  examples: ['24GiB', '512MiB', '20GB'],
  units: SIZES.map(({ bytes: factor, ...spelled }) => ({ ...spelled, factor })),
}

/** In bit/s. */
export const RATE: Measure = {
  what: 'a bandwidth',
  examples: ['100Mbit/s', '1Gbps', '12MB/s'],
  units: [
    { ...unit(10n ** 12n, 'Tbit/s', 'Tbps', 'Tb/s', 'Tbit'), words: ['tbps'] },
    { ...unit(10n ** 9n, 'Gbit/s', 'Gbps', 'Gb/s', 'Gbit'), words: ['gbps'] },
    { ...unit(10n ** 6n, 'Mbit/s', 'Mbps', 'Mb/s', 'Mbit'), words: ['mbps'] },
    { ...unit(10n ** 3n, 'kbit/s', 'kbps', 'kb/s', 'kbit'), words: ['Kbps', 'Kb/s'] },
    unit(8n * KIB ** 3n, 'GiB/s'),
    unit(8n * KIB ** 2n, 'MiB/s'),
    unit(8n * KIB, 'KiB/s'),
    unit(8n * 10n ** 9n, 'GB/s', 'GBps'),
    unit(8n * 10n ** 6n, 'MB/s', 'MBps'),
    { ...unit(8n * 10n ** 3n, 'kB/s', 'kBps'), words: ['KB/s', 'KBps'] },
    unit(8, 'B/s', 'Bps'),
    unit(1, 'bit/s', 'bps', 'b/s'),
  ],
}

/** A number of things, which may be called by these words. */
export function countOf(what: string, examples: readonly string[], ...words: string[]): Measure {
  return {
    what,
    examples,
    plain: true,
    units: [unit(1, '', ...words), unit(10n ** 9n, 'G'), unit(10n ** 6n, 'M'), unit(1000, 'k')],
  }
}

/** A figure of which there are a few, and nobody writes thousands. */
export function plainOf(what: string, examples: readonly string[]): Measure {
  return { what, examples, plain: true, units: [unit(1, '')] }
}

/** In hashes a second. */
export const HASHES: Measure = {
  what: 'a hash rate',
  examples: ['60MH/s', '1GH/s'],
  units: [
    unit(10n ** 12n, 'TH/s', 'TH', 'T'),
    unit(10n ** 9n, 'GH/s', 'GH', 'G'),
    unit(10n ** 6n, 'MH/s', 'MH', 'M'),
    unit(1000, 'kH/s', 'kH', 'k'),
    unit(1, 'H/s', 'H', ''),
  ],
}

/** In seconds. */
export const TIME: Measure = {
  what: 'a duration',
  examples: ['2h', '1d12h', '30min'],
  units: TIMES.map(({ seconds: factor, names }) => ({ names, factor })),
}

/** In microseconds. */
export const LATENCY: Measure = {
  what: 'a latency',
  examples: ['30ms', '500us'],
  units: [
    { ...unit(10n ** 6n, 's', 'sec'), words: ['secs', 'second', 'seconds'] },
    { ...unit(1000, 'ms', 'msec'), words: ['msecs', 'millis', 'millisecond', 'milliseconds'] },
    { ...unit(1, 'us', 'µs', 'μs', 'usec'), words: ['usecs', 'micros', 'microsecond', 'microseconds'] },
  ],
}

/** In ten-thousandths. */
export const SHARE: Measure = {
  what: 'a share',
  examples: ['0.98', '98%'],
  units: [unit(10_000, ''), { ...unit(100, '%'), words: ['percent'] }],
}

/** The unit that is meant; several: nobody can tell which; none: it is no unit of this measure. */
export function unitsNamed(name: string, { units }: Measure): readonly Unit[] {
  const spellings = ({ names, words = [] }: Unit) => [...names, ...words]
  const exact = units.filter((each) => spellings(each).includes(name))
  // m and M are milli and mega, or minutes and months: one is no misspelling of the other.
  if (exact.length > 0 || /^m$/i.test(name)) return exact
  const lower = name.toLowerCase()
  return units.filter((each) => spellings(each).some((spelling) => spelling.toLowerCase() === lower))
}
