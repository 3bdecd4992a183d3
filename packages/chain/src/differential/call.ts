import type { Address, Amendment, Deal, Hex, OrderPair, TakeRequest } from '@sonm/model'

/** An EIP-2612 permit for the market, and whether the token takes it. */
export interface Permit {
  readonly deadline: bigint
  readonly signature: Hex
  readonly good: boolean
}

/** A call with everything in it that model and chain need: an operation of a script, at the place where it stands. */
export type Call = { readonly sender: Address; readonly nowSeconds: bigint } & (
  | { readonly kind: 'approve'; readonly wei: bigint }
  | { readonly kind: 'withdraw'; readonly wei: bigint }
  | { readonly kind: 'deposit'; readonly wei: bigint; readonly account: Address }
  | { readonly kind: 'depositWithPermit'; readonly wei: bigint; readonly account: Address; readonly permit: Permit }
  | { readonly kind: 'transfer'; readonly wei: bigint; readonly to: Address }
  | { readonly kind: 'announce' | 'confirm' | 'remove'; readonly account: Address }
  | { readonly kind: 'cancel'; readonly nonces: readonly bigint[] }
  | { readonly kind: 'cancelAll' }
  | { readonly kind: 'setBlacklisted'; readonly accounts: readonly Address[]; readonly listed: boolean }
  | { readonly kind: 'take'; readonly request: TakeRequest }
  | { readonly kind: 'takeBatch'; readonly requests: readonly TakeRequest[]; readonly atLeast: bigint }
  | { readonly kind: 'openDeal'; readonly request: OrderPair }
  | { readonly kind: 'openDealBatch'; readonly requests: readonly OrderPair[]; readonly atLeast: bigint }
  | { readonly kind: 'bill' | 'close'; readonly deal: Deal }
  | { readonly kind: 'billBatch' | 'closeBatch'; readonly deals: readonly Deal[] }
  | ({ readonly kind: 'amend' } & SentAmendment)
  | { readonly kind: 'report'; readonly answer: bigint }
  | { readonly kind: 'feedLies'; readonly answer: bigint; readonly updatedAtSeconds: bigint }
  | { readonly kind: 'certify'; readonly account: Address; readonly level: number; readonly expiresAtSeconds: bigint }
)

export interface SentAmendment {
  readonly amendment: Amendment
  readonly deal: Deal
  readonly buyerSignature: Hex
  readonly supplierSignature: Hex
}
