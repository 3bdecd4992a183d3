import { defineError } from '@sonm/common'

export const marketDataErrors = {
  RECEIPT_INVALID: defineError<{ field: string; reason: string }>({
    kind: 'invalid',
    about: 'A receipt of the start of a task is malformed, or does not fit its deal.',
    what: ({ field, reason }) => `The receipt is not valid: ${field}: ${reason}.`,
    todo: 'Update the program that made it; receipts are made and sent by hub and node themselves.',
  }),
  RECEIPT_QUOTA: defineError<{ dealId: string; limit: number }>({
    kind: 'exhausted',
    about: 'A marketplace keeps no more receipts of one deal.',
    what: ({ dealId, limit }) => `The marketplace has ${limit} receipts of deal ${dealId} already.`,
    todo: 'Nothing is to be done: those that it has count as much as more would.',
  }),
  MARKET_CLASS_UNKNOWN: defineError<{ marketClass: string; closest: string }>({
    kind: 'not-found',
    about: 'No machine of this class has been offered or sold at the marketplace.',
    what: ({ marketClass, closest }) =>
      `There is no class '${marketClass}'${closest === '' ? '.' : `; did you mean '${closest}'?`}`,
    todo: 'List the classes with `sonm market prices`.',
  }),
}
