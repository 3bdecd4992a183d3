import type { z } from 'zod'
import { BENCHMARKS, type BenchmarkVector, MAX_BENCHMARK } from '../resources/benchmarks.ts'
import { parseSize } from '../units/sizes.ts'
import { fields, maybe, readFields, readOr } from './fields.ts'
import { networkFields, type OrderTerms, orderFields, orderTerms } from './order-terms.ts'
import { readYaml } from './yaml.ts'

/** What a buyer wants, as his bid file says it. */
export interface BidFile extends OrderTerms {
  readonly benchmarks: BenchmarkVector
}

/** A whole number, or where bytes are counted a size: "4GiB". */
const figure = (unit: string) =>
  readOr((value) => {
    const number = /^[0-9]{1,19}$/.test(value) ? BigInt(value) : unit === 'bytes' ? BigInt(parseSize(value)) : undefined
    if (number !== undefined && number <= MAX_BENCHMARK) return { value: number }
    return { reason: `it must be a whole number of ${unit}${unit === 'bytes' ? ', or a size such as 4GiB' : ''}` }
  })

const bidFile = fields({
  ...orderFields('suppliers'),
  resources: maybe(
    fields({
      network: maybe(fields(networkFields)),
      benchmarks: maybe(fields(Object.fromEntries(BENCHMARKS.map(({ code, unit }) => [code, maybe(figure(unit))])))),
    }),
  ),
})

/**
 * Reads a bid file (bid.yaml).
 * @throws SPEC_INVALID, SPEC_UNSUPPORTED naming file, line, column and field
 */
export function readBidFile(content: string, fileName: string): BidFile {
  const file = readYaml(content, fileName)
  const raw: z.output<typeof bidFile> = readFields(file, bidFile)
  const { network, benchmarks = {} } = raw.resources ?? {}
  return {
    ...orderTerms(raw, network),
    benchmarks: BENCHMARKS.map(({ code }) => (benchmarks as Record<string, bigint | undefined>)[code] ?? 0n),
  }
}
