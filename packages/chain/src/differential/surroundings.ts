import type { Address } from '@sonm/model'
import { PRICE_MAX_AGE_SECONDS } from './cast.ts'

/** Wei of SNM in one, times the unit of a feed with 8 decimals. */
const SNM_TIMES_UNIT = 10n ** 26n

/** The latest answer of the price feed, and what the market makes of it. */
export class FeedModel {
  #answer = 0n
  #updatedAtSeconds = 0n

  says(answer: bigint, updatedAtSeconds: bigint): void {
    this.#answer = answer
    this.#updatedAtSeconds = updatedAtSeconds
  }

  /** Wei of SNM for 1 USD; 0: nothing usable, as before the first answer. */
  snmPerUsd(nowSeconds: bigint): bigint {
    const ageSeconds = nowSeconds - this.#updatedAtSeconds
    if (this.#answer <= 0n || ageSeconds < 0n || ageSeconds > PRICE_MAX_AGE_SECONDS) return 0n
    return SNM_TIMES_UNIT / this.#answer
  }
}

/** Who has proved what, where one validator of the highest level certifies everybody. */
export class LevelsModel {
  readonly #expiries = new Map<string, bigint>()

  certify(account: Address, level: number, expiresAtSeconds: bigint): void {
    this.#expiries.set(`${account}:${level}`, expiresAtSeconds)
  }

  levelOf(account: Address, nowSeconds: bigint): number {
    const proved = [4, 3, 2].find((level) => nowSeconds <= (this.#expiries.get(`${account}:${level}`) ?? -1n))
    return proved ?? 1
  }
}
