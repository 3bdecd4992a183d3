import type { SearchOptions } from '@sonm/marketplace'

const moment = { nowSeconds: 1_800_000_000n, usdPerSnm: undefined }

/** As many as a search returns that names no limit. */
export const LIMIT = 10
export const OPTIONS: SearchOptions = { limit: LIMIT, liveUntilSeconds: moment.nowSeconds, moment }
