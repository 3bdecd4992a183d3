/** Stretches of time, the largest first, in every spelling that people use; the first is how one is written back. A month has 30 days, a year 365. */
export const TIMES: readonly { readonly seconds: bigint; readonly names: readonly string[] }[] = [
  { seconds: 365n * 86_400n, names: ['y', 'yr', 'yrs', 'year', 'years'] },
  { seconds: 30n * 86_400n, names: ['month', 'months', 'mo'] },
  { seconds: 604_800n, names: ['w', 'wk', 'week', 'weeks'] },
  { seconds: 86_400n, names: ['d', 'day', 'days'] },
  { seconds: 3600n, names: ['h', 'hr', 'hrs', 'hour', 'hours'] },
  { seconds: 60n, names: ['m', 'min', 'mins', 'minute', 'minutes'] },
  { seconds: 1n, names: ['s', 'sec', 'secs', 'second', 'seconds'] },
]

/** undefined: it is no unit of time. Capitals are small letters, but for M, which may be a month or a minute. */
export function secondsOf(unit: string): bigint | undefined {
  return TIMES.find(({ names }) => unit !== 'M' && names.includes(unit.toLowerCase()))?.seconds
}
