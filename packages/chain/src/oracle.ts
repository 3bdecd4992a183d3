import type { Address } from '@sonm/model'
import type { Receipt } from './client.ts'
import type { FeeQuote } from './wallet-chain.ts'

/** The latest answer of the feed. */
export interface PriceAnswer {
  /** USD for 1 SNM, in 1e-8. */
  readonly usdPerSnm: bigint
  readonly updatedAtSeconds: bigint
}

/** The median of reporters, on networks without a feed of Chainlink: IOracle.sol says what each call does. */
export interface OracleClient {
  /** undefined: nobody has reported yet. */
  latest(): Promise<PriceAnswer | undefined>
  reporters(): Promise<readonly Address[]>
  /** As a reporter. @param usdPerSnm in 1e-8 USD */
  report(usdPerSnm: bigint): Promise<Receipt>
  /** Tries a report out and says what it will cost; sends nothing. @throws what the report would be refused with, ETH_INSUFFICIENT */
  quoteReport(usdPerSnm: bigint): Promise<FeeQuote>
}
