export * from './deals/amendment.ts'
export * from './deals/deal.ts'
export * from './deals/deal-words.ts'
export * from './deals/settle.ts'
export * from './deals/usd-price.ts'
export * from './endpoints/endpoint.ts'
export * from './endpoints/record.ts'
export { errorCatalog, fail } from './errors/catalog.ts'
export * from './identity/address.ts'
export * from './identity/named.ts'
export * from './identity/signer.ts'
export type { BatchItem, OrderPair, TakeRequest } from './market/batch.ts'
export * from './market/conservation.ts'
export type { AmendmentSignatures, ClosedSums, TransactionContext } from './market/deals-model.ts'
export * from './market/market-event.ts'
export * from './market/market-model.ts'
export * from './orders/attestation.ts'
export * from './orders/cancel.ts'
export * from './orders/details.ts'
export * from './orders/eip712.ts'
export * from './orders/match.ts'
export * from './orders/order.ts'
export * from './orders/requirement-words.ts'
export * from './payments/payee.ts'
export * from './payments/payment-link.ts'
export * from './query/ask-facts.ts'
export * from './query/ask-order.ts'
export * from './query/ask-query.ts'
export * from './query/ask-words.ts'
export * from './query/contradiction.ts'
export * from './query/defaults.ts'
export * from './query/fields.ts'
export * from './query/format-query.ts'
export * from './query/normal-word.ts'
export * from './query/offered.ts'
export * from './query/parse-query.ts'
export * from './query/query-mistake.ts'
export * from './query/query-of-bid.ts'
export * from './query/relax.ts'
export * from './query/relaxed-query.ts'
export * from './query/rounded-limit.ts'
export * from './query/satisfies.ts'
export * from './query/sort-keys.ts'
export * from './relays/grant.ts'
export * from './relays/reservation.ts'
export * from './reliability/deal-facts.ts'
export * from './reliability/score.ts'
export * from './reliability/score-rules.ts'
export * from './reliability/start-of-task.ts'
export * from './reliability/start-receipt.ts'
export * from './resources/benchmarks.ts'
export * from './resources/resources.ts'
export * from './specs/bid-file.ts'
export * from './specs/market-files.ts'
export * from './specs/tag.ts'
export * from './specs/task-file.ts'
export * from './tasks/check.ts'
export * from './tasks/task.ts'
export { domainSeparator, type OrderDomain } from './typed-data/typed-data.ts'
export * from './units/closest.ts'
export * from './units/durations.ts'
export {
  type Currency,
  ETHER,
  type FormatMoneyOptions,
  formatAmount,
  formatPayment,
  formatPricePerHour,
  formatUsd,
  MONEY_DECIMALS,
  type Price,
  parseAmount,
  parsePayment,
  parsePrice,
  SNM,
  SNM_SUPPLY_WEI,
} from './units/money.ts'
export * from './units/sizes.ts'
export * from './units/visible.ts'
