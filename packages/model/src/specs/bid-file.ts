import type { z } from 'zod'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import { type Denomination, IDENTITY_LEVELS, NET_FLAGS } from '../orders/order.ts'
import { BENCHMARKS, type BenchmarkVector, MAX_BENCHMARK } from '../resources/benchmarks.ts'
import { parseDealDuration } from '../units/durations.ts'
import { parseSize } from '../units/sizes.ts'
import { address, fields, flag, identity, maybe, price, read, readFields, readOr, tag, unsupported } from './fields.ts'
import { readYaml } from './yaml.ts'

/** What a buyer wants, as his bid file says it. */
export interface BidFile {
  /** 0: spot. */
  readonly durationSeconds: bigint
  /** The most that is paid, in 1e-18 of the denomination. */
  readonly pricePerSecond: bigint
  readonly denomination: Denomination
  /** The supplier; zero: anyone. */
  readonly counterparty: Address
  readonly identityLevel: number
  /** Bits of NET_FLAGS. */
  readonly netFlags: number
  /** At most 32 bytes; `tagToBytes32` for the order. */
  readonly tag: string
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
  duration: maybe(read(parseDealDuration)),
  price,
  counterparty: maybe(address),
  blacklist: unsupported('choose suppliers with counterparty; blacklists come with a later version'),
  identity: maybe(identity),
  tag: maybe(tag),
  resources: maybe(
    fields({
      network: maybe(fields({ overlay: maybe(flag), outbound: maybe(flag), incoming: maybe(flag) })),
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
  const { network = {}, benchmarks = {} } = raw.resources ?? {}
  const flags = ['overlay', 'outbound', 'incoming'] as const
  return {
    durationSeconds: raw.duration ?? 0n,
    pricePerSecond: raw.price.pricePerSecond,
    denomination: raw.price.denomination,
    counterparty: raw.counterparty ?? ZERO_ADDRESS,
    identityLevel: raw.identity ?? IDENTITY_LEVELS.anonymous,
    netFlags: flags.reduce((bits, name) => (network[name] ? bits | NET_FLAGS[name] : bits), 0),
    tag: raw.tag ?? '',
    benchmarks: BENCHMARKS.map(({ code }) => (benchmarks as Record<string, bigint | undefined>)[code] ?? 0n),
  }
}
