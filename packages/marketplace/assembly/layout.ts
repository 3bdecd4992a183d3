// As src/book/index/layout.ts; the property tests fail where the two differ.
export const LANES: usize = 22
export const NUMBER_LANES: u32 = 19
export const FLAGS: u32 = 19

export const ZONE: usize = 0
export const ALIVE: usize = 64
export const LOW_PRICE_LO: usize = 104
export const LOW_PRICE_HI: usize = 112
export const ROWS: usize = 0
export const LANE_AREA: usize = 1024
/** The heads of a chunk, which begins at a multiple of so many bytes. */
export const HEADS_BYTES: usize = 4096
export const BODY_BYTES: usize = 12288
export const COLUMNS: usize = HEADS_BYTES + 32 * BODY_BYTES
/** From one bitmap of a block to the next. */
export const STRIDE_BITS: usize = 10

export const HIGHS: usize = 64
export const DURATION: usize = 68
export const IDENTITY: usize = 72
export const RELIABILITY: usize = 74
export const PRICE_LO: usize = 80
export const PRICE_HI: usize = 88
export const EXPIRES_AT: usize = 92
export const SEQUENCE: usize = 96
export const ROW_BYTES: usize = 160
export const ROWS_PER_CHUNK_BITS: u32 = 10

export const THRESHOLDS: usize = 1024
export const PLACED: usize = 1664
export const QUERY: usize = 2048
export const MASKS: usize = 8192
export const ROW_CHUNKS: usize = 16384
export const REPORTS: usize = 49152
export const FOUND: usize = 65536
export const DIRECTORY: usize = 131072

export const Q_REQUIREMENT_COUNT: usize = 2048
export const Q_FLAG_COUNT: usize = 2052
export const Q_SET_COUNT: usize = 2056
export const Q_FLAGS: usize = 2060
export const Q_LIVE_UNTIL: usize = 2064
export const Q_HAS_MAX: usize = 2068
export const Q_MAX_LO: usize = 2072
export const Q_MAX_HI: usize = 2080
export const Q_HAS_AFTER: usize = 2084
export const Q_AFTER_LO: usize = 2088
export const Q_AFTER_HI: usize = 2096
export const Q_AFTER_SEQUENCE: usize = 2104
export const Q_WORK_BOUND: usize = 2112
export const Q_WORK_USED: usize = 2116
export const Q_IS_TRUNCATED: usize = 2120
export const Q_FITTING: usize = 2124
export const Q_LIVE: usize = 2128
/** Written, and read by nobody. */
export const Q_TOUCHED: usize = 2132
/** Where in the directory a walk whose work was done would go on. */
export const Q_NEXT: usize = 2136
export const Q_ZONE_MINIMA: usize = 2144
export const Q_FLAG_BITMAPS: usize = 2208
export const Q_REQUIREMENTS: usize = 2304
export const Q_SETS: usize = 4864

export const R_LANE: usize = 0
export const R_OP: usize = 4
export const R_CODE: usize = 8
export const R_ON_EQUAL: usize = 12
export const R_VALUE: usize = 16
export const R_BITMAP: usize = 24
export const R_KIND: usize = 28

export const S_LANE: usize = 0
export const S_BITMAP_COUNT: usize = 4
export const S_VALUE_COUNT: usize = 8
export const S_BITMAPS: usize = 16
export const S_VALUES: usize = 80
