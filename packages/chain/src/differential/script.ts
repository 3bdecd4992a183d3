import type { Order } from '@sonm/model'
import type { Person, Whom } from './cast.ts'

/** In which way a signature is none. */
export const FORGERIES = [
  'other key',
  'other chain',
  'other market',
  'other terms',
  'high s',
  'compact',
  'cut',
  'long',
  'recovery bit',
  'empty',
  'zeros',
] as const
export type Forgery = (typeof FORGERIES)[number]

/** An order as it is drawn: with people in place of addresses. */
export interface DrawnOrder {
  readonly author: Person
  readonly counterparty: Whom
  readonly matcher: Whom
  readonly expiresAfterSeconds: bigint
  readonly terms: Omit<Order, 'author' | 'counterparty' | 'matcher' | 'expiresAtSeconds'>
  readonly forgery: Forgery | undefined
}

/** A bid, which mostly is what an ask of the script waits for. */
export interface DrawnBid extends DrawnOrder {
  readonly answers: number
  /** In the ask's denomination, and for so much more than it wants; otherwise the terms are as they are. */
  readonly raisedBy: bigint | undefined
}

/** One of the deals that run, or of all states of deals that were seen so far: 0 is the latest. */
export interface DrawnDeal {
  readonly among: 'running' | 'seen'
  readonly back: number
  /** A field in which it is not as it was. */
  readonly forged: 'id' | 'buyer' | 'master' | 'price' | 'locked' | 'billedUntil' | 'bond' | 'amendments' | undefined
}

/** Orders by their places in the script. */
export interface DrawnTake {
  readonly ask: number
  readonly durationSeconds: bigint | 'offered'
  readonly snmPerUsdCap: bigint
}
export interface DrawnOpen {
  readonly bid: number
  /** By default the one that the bid answers. */
  readonly ask: number | undefined
}

export interface DrawnSignature {
  readonly by: 'buyer' | 'hub' | 'master' | 'stranger'
  readonly forgery: Forgery | undefined
}

export interface DrawnAmendment {
  readonly deal: DrawnDeal
  readonly price: 'same' | 'more' | 'less' | 'none' | 'most'
  readonly duration: 'same' | 'longer' | 'shorter' | 'none' | 'until now' | 'until before'
  readonly sequenceBy: number
  readonly dealIdBy: bigint
  /** From now on. */
  readonly expiresAfterSeconds: bigint
  readonly buyer: DrawnSignature | undefined
  readonly supplier: DrawnSignature | undefined
}

/** The second in which something of the latest running deal ends, or one beside it. */
export interface Moment {
  readonly endOf: 'lock' | 'money' | 'deal'
  readonly by: bigint
}

export type Operation = { readonly who: Person; readonly waitSeconds: bigint; readonly at?: Moment } & (
  | { readonly kind: 'approve' | 'withdraw'; readonly wei: bigint }
  | { readonly kind: 'deposit'; readonly wei: bigint; readonly account: Whom }
  | {
      readonly kind: 'depositWithPermit'
      readonly wei: bigint
      readonly account: Whom
      readonly permit: 'good' | 'expired' | 'replayed' | 'forged'
    }
  | { readonly kind: 'transfer'; readonly wei: bigint; readonly to: Whom | 'market' }
  | { readonly kind: 'announce' | 'confirm' | 'remove'; readonly account: Whom }
  /** By the master whom the latest announcement has named. */
  | { readonly kind: 'confirmLatest' }
  | { readonly kind: 'cancel'; readonly nonces: readonly bigint[] }
  | { readonly kind: 'cancelAll' }
  | { readonly kind: 'setBlacklisted'; readonly accounts: readonly Whom[]; readonly listed: boolean }
  | { readonly kind: 'take'; readonly request: DrawnTake }
  | { readonly kind: 'takeBatch'; readonly requests: readonly DrawnTake[]; readonly atLeast: bigint }
  | { readonly kind: 'openDeal'; readonly request: DrawnOpen }
  | { readonly kind: 'openDealBatch'; readonly requests: readonly DrawnOpen[]; readonly atLeast: bigint }
  | { readonly kind: 'bill' | 'close'; readonly deal: DrawnDeal }
  | { readonly kind: 'billBatch' | 'closeBatch'; readonly deals: readonly DrawnDeal[] }
  | { readonly kind: 'amend'; readonly drawn: DrawnAmendment }
  /** An amendment that was sent before, again. */
  | { readonly kind: 'amendAgain'; readonly back: number; readonly deal: DrawnDeal }
  /** The feed's reporter says a price. */
  | { readonly kind: 'report'; readonly answer: bigint }
  /** The feed lies: an answer that no reporter may give, or one of the future. */
  | { readonly kind: 'feedLies'; readonly answer: bigint; readonly aheadSeconds: bigint }
  /** A validator certifies an account. */
  | { readonly kind: 'certify'; readonly account: Person; readonly level: number; readonly lastsSeconds: bigint }
)

export interface Script {
  readonly asks: readonly DrawnOrder[]
  readonly bids: readonly DrawnBid[]
  readonly operations: readonly Operation[]
}
