// Where everything stands in the one memory that the index shares with its kernels. assembly/layout.ts says the same to the compiler.

/** Asks of a block. */
export const SLOTS = 256
/** Lanes with an exact value behind their code: 16 benchmarks, duration, identity, reliability. */
export const NUMBER_LANES = 19
export const LANE = { duration: 16, identity: 17, reliability: 18, flags: 19, country: 20, gpuModel: 21 } as const
export const LANES = 22
/** Bitmaps of a lane: asks from a threshold up; of flags: one a bit; of countries and models: one for each last four bits. */
export const BITMAPS_PER_LANE = 16
export const BITMAP_BYTES = SLOTS / 8

/**
 * Blocks are allotted in chunks: all their heads, all their bodies, and then each bitmap of one after the other, so that a search,
 * which reads a few bitmaps of every block, reads what lies side by side. A chunk begins at a multiple of its heads' bytes: the
 * address of a head tells where the rest is.
 */
export const BLOCKS_PER_CHUNK = 32
/** From one bitmap of a block to its next. */
export const BITMAP_STRIDE = BLOCKS_PER_CHUNK * BITMAP_BYTES

/** Offsets from the start of a block, which is its head. */
export const BLOCK = {
  /** The highest code of each lane, as if there were 24. */
  zone: 0,
  /** One bit for each slot in use. A free slot is a hole that the next insertion takes. */
  alive: 64,
  live: 96,
  id: 100,
  /** No ask of the block comes before this place in the order of price and sequence. */
  lowPriceLo: 104,
  lowPriceHi: 112,
  lowSequence: 120,
} as const
export const BLOCK_BYTES = 128
export const HEADS_BYTES = BLOCKS_PER_CHUNK * BLOCK_BYTES

/** Offsets from the start of a body. */
export const BODY = { rows: 0, lanes: SLOTS * 4 } as const
export const BODY_BYTES = BODY.lanes + LANES * SLOTS * 2
const COLUMNS = HEADS_BYTES + BLOCKS_PER_CHUNK * BODY_BYTES
export const CHUNK_BYTES = COLUMNS + LANES * BITMAPS_PER_LANE * BITMAP_STRIDE

/** From the start of a chunk whose blocks are still empty: the codes of asks that come, where its bitmaps will stand. */
export const STAGED = { first: COLUMNS, bytes: LANES * 2 } as const

export function bodyOf(block: number): number {
  const at = block % HEADS_BYTES
  return block - at + HEADS_BYTES + (at / BLOCK_BYTES) * BODY_BYTES
}

/** The first bitmap of a block; the others follow by BITMAP_STRIDE. */
export function columnOf(block: number): number {
  const at = block % HEADS_BYTES
  return block - at + COLUMNS + (at / BLOCK_BYTES) * BITMAP_BYTES
}

/** Offsets from the start of a row. */
export const ROW = {
  /** The low halves of the benchmarks. A code knows the high half of what is below 2^42. */
  lows: 0,
  /** Where the high halves stand, of a row that has a larger benchmark; else 0. */
  highs: 64,
  durationSeconds: 68,
  identity: 72,
  reliability: 74,
  /** Block and slot: id * 256 + slot. */
  location: 76,
  priceLo: 80,
  priceHi: 88,
  expiresAtSeconds: 92,
  sequence: 96,
  previousOfExpiry: 104,
  nextOfExpiry: 108,
  author: 112,
  document: 116,
  previousOfAuthor: 120,
  nextOfAuthor: 124,
  id: 128,
} as const
export const ROW_BYTES = 160
/** Benchmarks with such a high half, of 2^42 and more, have bits that neither their code nor their low half tells. */
export const WIDE_HIGHS_FROM = 2 ** 10
export const BENCHMARK_LANES = 16
/** Rows are allotted in chunks, found through a table. */
export const ROWS_PER_CHUNK_BITS = 10
export const ROWS_PER_CHUNK = 1 << ROWS_PER_CHUNK_BITS
/** The end of a list of rows. */
export const NO_ROW = 0xffffffff

/** Fixed places at the start of the memory. */
export const PLACE = {
  thresholds: 1024,
  /** The exact benchmarks of the row that is being placed. */
  placed: 1664,
  query: 2048,
  masks: 8192,
  rowChunks: 16_384,
  reports: 49_152,
  /** What a search has found, in order. */
  found: 65_536,
  /** The blocks in order. */
  directory: 131_072,
  heap: 983_040,
} as const
export const MAX_ROW_CHUNKS = 8192
export const MAX_BLOCKS = 200_000
export const FOUND_BYTES = 32
export const MAX_FOUND = 2048

/** Offsets from PLACE.query. */
export const QUERY = {
  requirementCount: 0,
  flagCount: 4,
  setCount: 8,
  flags: 12,
  liveUntilSeconds: 16,
  hasMaxPrice: 20,
  maxPriceLo: 24,
  maxPriceHi: 32,
  hasAfter: 36,
  afterPriceLo: 40,
  afterPriceHi: 48,
  afterSequence: 56,
  workBound: 64,
  workUsed: 68,
  isTruncated: 72,
  fitting: 76,
  live: 80,
  // 84 is the kernels' own.
  next: 88,
  zoneMinima: 96,
  flagBitmaps: 160,
  requirements: 256,
  sets: 256 + 80 * 32,
} as const
export const MAX_REQUIREMENTS = 80
export const MAX_SETS = 4

/** A requirement, 32 bytes. */
export const REQUIREMENT = { lane: 0, op: 4, code: 8, onEqualCode: 12, value: 16, bitmap: 24, kind: 28 } as const
export const REQUIREMENT_BYTES = 32
export const KIND = { number: 0, flags: 1, set: 2, rows: 3, price: 4 } as const
/** What a comparison lets through; together they make all six. */
export const OP = { less: 1, equal: 2, greater: 4 } as const
/** What equal codes say of the exact values. */
export const ON_EQUAL_CODE = { fails: 0, fits: 1, compareExactly: 2 } as const
export const NO_BITMAP = 0xffffffff

/** A set of words of one lane, 256 bytes. */
export const SET = { lane: 0, bitmapCount: 4, valueCount: 8, bitmaps: 16, values: 80 } as const
export const SET_BYTES = 256
export const MAX_SET_VALUES = 64

/** What one requirement does, 32 bytes at PLACE.reports. */
export const REPORT = { turnedAway: 0, missedAlone: 4, hasBest: 8, bestHi: 12, bestLo: 16 } as const
export const REPORT_BYTES = 32
