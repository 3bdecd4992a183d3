import { isCoded, type Random, seededRandom, systemRandom } from '@sonm/common'

/** How many cases of each kind of input every run of the suite tries. */
export const FUZZ_CASES = {
  orderBytes: 80_000,
  orderJson: 60_000,
  details: 25_000,
  query: 20_000,
  recordBytes: 20_000,
  followed: 20_000,
  relay: 10_000,
  grant: 10_000,
  tunnelHeader: 20_000,
  certificate: 10_000,
  clocks: 2_000,
  calls: 2_000,
} as const

/** No input may take longer, on however busy a machine: an honest one takes a millisecond. */
const MAX_CASE_MS = 10_000

/**
 * Tries what hostile senders may send. Only coded errors may come out, and in time.
 * @param make a case from chance
 * @param run throws for input that is refused
 * @returns how many cases were tried
 */
export async function fuzz<Case>(options: {
  name: string
  cases: number
  make: (random: Random, at: number) => Case
  run: (input: Case) => Promise<unknown> | unknown
  clock: { monotonicMs(): number }
}): Promise<number> {
  const { name, cases, make, run, clock } = options
  const seed = Number(process.env.SONM_FUZZ_SEED ?? systemRandom.integer(2 ** 32))
  console.log(`fuzz ${name}: SONM_FUZZ_SEED=${seed}`)
  const random = seededRandom(seed)
  for (let at = 0; at < cases; at++) {
    const input = make(random, at)
    const startMs = clock.monotonicMs()
    try {
      await run(input)
    } catch (error) {
      if (!isCoded(error)) throw new Error(`${name}, seed ${seed}, case ${at}: ${shown(input)}`, { cause: error })
    }
    const tookMs = clock.monotonicMs() - startMs
    if (tookMs > MAX_CASE_MS) throw new Error(`${name}, seed ${seed}, case ${at} took ${tookMs} ms: ${shown(input)}`)
  }
  return cases
}

function shown(input: unknown): string {
  const text = input instanceof Uint8Array ? Buffer.from(input).toString('hex') : String(input)
  return text.slice(0, 500)
}
