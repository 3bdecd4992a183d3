import { fail } from '@sonm/model'
import type { CallCosts } from '@sonm/network'

/** What a caller is told whose questions have had their share. */
export const QUESTIONS_SPENT = fail('MARKETPLACE_BUSY', {
  reason: 'questions from the same caller or host have taken as much time as they may',
})

/** What makes or recovers a signature, or asks the store, costs more than a clock here sees; orders are counted by the intake. */
export const QUESTION_COSTS: CallCosts = {
  costlyMs: {
    cancelOrder: 1,
    attestOrders: 2,
    reportStart: 3,
    getPrices: 2,
    getMarketHistory: 2,
    watchMatches: 1,
    watchBook: 1,
    follow: 5,
  },
  uncounted: new Set(['placeOrder', 'placeOrders']),
}
