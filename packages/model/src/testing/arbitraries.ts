import fc from 'fast-check'
import type { Deal } from '../deals/deal.ts'
import type { Hex } from '../identity/address.ts'
import type { Order } from '../orders/order.ts'
import { BENCHMARK_COUNT, MAX_BENCHMARK } from '../resources/benchmarks.ts'
import { END_REASONS, type TaskObservation, type TaskSpec, type Workload } from '../tasks/task.ts'

/** Random well-formed records for property tests, also of other packages. */

export function hex(bytes: number): fc.Arbitrary<Hex> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value): Hex => `0x${Buffer.from(value).toString('hex')}`)
}

/** Any text at all: every code point, halves of pairs included. (fast-check's own 'binary' takes a second to set up.) */
export const anyText = (maxLength = 40): fc.Arbitrary<string> =>
  fc.string({
    unit: fc
      .oneof(fc.integer({ min: 0, max: 127 }), fc.integer({ min: 0, max: 0x10ffff }))
      .map((code) => String.fromCodePoint(code)),
    maxLength,
  })

export const bits = (count: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n })
const anAddress = hex(20).filter((address) => !/^0x0*$/.test(address))

/** An order that `checkOrder` accepts. */
export const orders: fc.Arbitrary<Order> = fc
  .record({
    side: fc.constantFrom('ask' as const, 'bid' as const),
    author: anAddress,
    counterparty: hex(20),
    matcher: hex(20),
    nonce: bits(256),
    epoch: bits(64),
    expiresAtSeconds: bits(64),
    durationSeconds: fc.bigInt({ min: 0n, max: 3_153_600_000n }),
    pricePerSecond: bits(96),
    denomination: fc.constantFrom('SNM' as const, 'USD' as const),
    snmPerUsdCap: bits(96),
    identityLevel: fc.nat(4),
    netFlags: fc.nat(7),
    bond: bits(96),
    tag: hex(32),
    detailsHash: hex(32),
    benchmarks: fc.array(fc.bigInt({ min: 0n, max: MAX_BENCHMARK }), {
      minLength: BENCHMARK_COUNT,
      maxLength: BENCHMARK_COUNT,
    }),
  })
  .map((order) =>
    order.denomination === 'SNM'
      ? { ...order, snmPerUsdCap: 0n }
      : { ...order, pricePerSecond: order.pricePerSecond === 0n ? 1n : order.pricePerSecond },
  )

export const deals: fc.Arbitrary<Deal> = fc.record({
  id: bits(63),
  buyer: anAddress,
  hub: anAddress,
  master: anAddress,
  pricePerSecond: bits(96),
  usdPerSecond: bits(96),
  snmPerUsdCap: bits(96),
  startedAtSeconds: bits(40),
  durationSeconds: bits(40),
  billedUntilSeconds: bits(40),
  lockedWei: bits(96),
  bondWei: bits(96),
  amendments: fc.nat(2 ** 24 - 1),
  askHash: hex(32),
})

const anySpecText = anyText().filter((text) => text.isWellFormed() && !text.includes('\0'))
const fileName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/)
const env = fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/), anySpecText, {
  maxKeys: 4,
  noNullPrototype: true,
})
const words = fc.array(anySpecText, { minLength: 1, maxLength: 4 })

const workloads: fc.Arbitrary<Workload> = fc.oneof(
  fc
    .record(
      {
        image: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,30}$/),
        registry: fc.record({ username: anySpecText, password: anySpecText }),
        entrypoint: words,
        command: words,
        env,
        expose: fc.array(
          fc.record({
            port: fc.integer({ min: 1, max: 65_535 }),
            protocol: fc.constantFrom('tcp' as const, 'udp' as const),
          }),
          { maxLength: 4 },
        ),
      },
      { requiredKeys: ['image', 'env', 'expose'], noNullPrototype: true },
    )
    .map((container) => ({ kind: 'container' as const, container })),
  fc
    .record({ moduleSha256: hex(32), args: fc.array(anySpecText, { maxLength: 4 }), env }, { noNullPrototype: true })
    .map((wasm) => ({ kind: 'wasm' as const, wasm })),
  fc
    .record(
      { runMs: fc.nat(2 ** 31), exitCode: fc.nat(255), output: anySpecText.filter((text) => text !== '') },
      { requiredKeys: ['runMs', 'exitCode'], noNullPrototype: true },
    )
    .map((noop) => ({ kind: 'noop' as const, noop })),
)

/** A task that `checkTaskSpec` accepts. */
export const taskSpecs: fc.Arbitrary<TaskSpec> = fc.record(
  {
    workload: workloads,
    inputs: fc.uniqueArray(fc.record({ name: fileName, sha256: hex(32), bytes: fc.nat(2 ** 31) }), {
      maxLength: 4,
      selector: ({ name }) => name,
    }),
    outputs: fc.uniqueArray(fileName, { maxLength: 4 }),
    limits: fc.record(
      {
        memoryBytes: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        cpuHundredths: fc.integer({ min: 1, max: 1_000_000 }),
        diskBytes: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        wallTimeMs: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        cpuTimeMs: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
    tag: fc.string({ maxLength: 64 }),
  },
  { requiredKeys: ['workload', 'inputs', 'outputs', 'tag'], noNullPrototype: true },
)

/** What a worker may report of a task. */
export const observations: fc.Arbitrary<TaskObservation> = fc.record(
  {
    taskId: fc.stringMatching(/^[0-9a-f]{32}$/),
    phase: fc.constantFrom('pending' as const, 'preparing' as const, 'running' as const, 'ended' as const),
    progress: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    activity: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 100 }),
    startedAtMs: fc.maxSafeNat(),
    endedAtMs: fc.maxSafeNat(),
    end: fc.record(
      {
        reason: fc.constantFrom(...END_REASONS),
        exitCode: fc.integer({ min: -1, max: 255 }),
        message: fc.string({ unit: 'grapheme-ascii', maxLength: 100 }),
      },
      { requiredKeys: ['reason', 'message'], noNullPrototype: true },
    ),
    outputs: fc.array(fc.record({ name: fileName, bytes: fc.maxSafeNat(), sha256: hex(32) }), { maxLength: 3 }),
    cpuTimeMs: fc.maxSafeNat(),
    memoryBytes: fc.maxSafeNat(),
  },
  { requiredKeys: ['taskId', 'phase', 'outputs'], noNullPrototype: true },
)
