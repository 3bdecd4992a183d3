// It imports nothing: the threads that judge signatures read by it, and are small.

/**
 * A signed order as bytes at fixed places, little-endian, and its details behind them: a million are read at a start, and a
 * message of the protocol takes ten times as long.
 */
export const ORDER_FIELDS = {
  version: 0,
  side: 1,
  denomination: 2,
  identityLevel: 3,
  netFlags: 4,
  epoch: 8,
  expiresAtSeconds: 16,
  durationSeconds: 24,
  benchmarks: 32,
  pricePerSecond: 160,
  snmPerUsdCap: 176,
  bond: 192,
  nonce: 208,
  author: 240,
  counterparty: 260,
  matcher: 280,
  tag: 300,
  detailsHash: 332,
  signature: 364,
  details: 429,
} as const

export const ORDER_VERSION = 1
