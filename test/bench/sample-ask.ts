import {
  type Address,
  benchmarkVector,
  detailsHash,
  type Order,
  writeDetails,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'

/** An ask as a hub signs it: a slice of a server, with all sixteen lanes filled. */
export function sampleAsk(
  author: Address,
  nonce: bigint,
  expiresAtSeconds = 4_000_000_000n,
): { order: Order; details: string } {
  const details = writeDetails({
    resources: { cpuHundredths: 800, ramBytes: 32 * 2 ** 30, storageBytes: 100 * 2 ** 30, gpus: [] },
    architecture: 'x64',
    executors: ['container', 'wasm'],
    locators: [],
  })
  const benchmarks = benchmarkVector(
    Object.fromEntries(Array.from({ length: 16 }, (_, lane) => [lane, BigInt(1000 + lane)])),
  )
  return {
    details,
    order: {
      side: 'ask',
      author,
      counterparty: ZERO_ADDRESS,
      matcher: ZERO_ADDRESS,
      nonce,
      epoch: 0n,
      expiresAtSeconds,
      durationSeconds: 0n,
      pricePerSecond: 10n ** 15n,
      denomination: 'SNM',
      snmPerUsdCap: 0n,
      identityLevel: 1,
      netFlags: 2,
      bond: 0n,
      tag: ZERO_BYTES32,
      detailsHash: detailsHash(details),
      benchmarks,
    },
  }
}
