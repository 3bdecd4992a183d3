/** A unit as people spell it; the number before it times `factor` is the figure in the base unit. */
export interface Unit {
  /** The first is how it is written back. Case matters only where two units differ by nothing else. */
  readonly names: readonly string[]
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
  units: [
    unit(KIB ** 5n, 'PiB'),
    unit(KIB ** 4n, 'TiB'),
    unit(KIB ** 3n, 'GiB'),
    unit(KIB ** 2n, 'MiB'),
    unit(KIB, 'KiB'),
    unit(10n ** 15n, 'PB'),
    unit(10n ** 12n, 'TB'),
    unit(10n ** 9n, 'GB'),
    unit(10n ** 6n, 'MB'),
    unit(10n ** 3n, 'kB'),
    unit(1, 'B', 'byte', 'bytes'),
  ],
}

/** In bit/s. */
export const RATE: Measure = {
  what: 'a bandwidth',
  examples: ['100Mbit/s', '1Gbps', '12MB/s'],
  units: [
    unit(10n ** 12n, 'Tbit/s', 'Tbps', 'Tb/s', 'Tbit'),
    unit(10n ** 9n, 'Gbit/s', 'Gbps', 'Gb/s', 'Gbit'),
    unit(10n ** 6n, 'Mbit/s', 'Mbps', 'Mb/s', 'Mbit'),
    unit(10n ** 3n, 'kbit/s', 'kbps', 'kb/s', 'kbit'),
    unit(8n * KIB ** 3n, 'GiB/s'),
    unit(8n * KIB ** 2n, 'MiB/s'),
    unit(8n * KIB, 'KiB/s'),
    unit(8n * 10n ** 9n, 'GB/s'),
    unit(8n * 10n ** 6n, 'MB/s'),
    unit(8n * 10n ** 3n, 'kB/s'),
    unit(8, 'B/s'),
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

/** In hashes a second. */
export const HASHES: Measure = {
  what: 'a hash rate',
  examples: ['60MH/s', '1GH/s'],
  units: [
    unit(10n ** 12n, 'TH/s', 'T'),
    unit(10n ** 9n, 'GH/s', 'G'),
    unit(10n ** 6n, 'MH/s', 'M'),
    unit(1000, 'kH/s', 'k'),
    unit(1, 'H/s', ''),
  ],
}

const TIMES = [
  unit(604_800, 'w', 'week', 'weeks'),
  unit(86_400, 'd', 'day', 'days'),
  unit(3600, 'h', 'hr', 'hrs', 'hour', 'hours'),
  unit(60, 'm', 'min', 'mins', 'minute', 'minutes'),
  unit(1, 's', 'sec', 'secs', 'second', 'seconds'),
]

/** In seconds. */
export const TIME: Measure = { what: 'a duration', examples: ['2h', '1d12h', '30min'], units: TIMES }

/** In microseconds. */
export const LATENCY: Measure = {
  what: 'a latency',
  examples: ['30ms', '500us'],
  units: [unit(10n ** 6n, 's', 'sec'), unit(1000, 'ms', 'msec'), unit(1, 'us', 'µs', 'μs', 'usec')],
}

/** In ten-thousandths. */
export const SHARE: Measure = {
  what: 'a share',
  examples: ['0.98', '98%'],
  units: [unit(10_000, ''), unit(100, '%')],
}

/** The unit that is meant; several: nobody can tell which; none: it is no unit of this measure. */
export function unitsNamed(name: string, { units }: Measure): readonly Unit[] {
  const exact = units.filter(({ names }) => names.includes(name))
  if (exact.length > 0) return exact
  const lower = name.toLowerCase()
  return units.filter(({ names }) => names.some((each) => each.toLowerCase() === lower))
}
