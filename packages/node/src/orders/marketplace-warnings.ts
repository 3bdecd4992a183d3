import { create } from '@bufbuild/protobuf'
import { type Address, fail } from '@sonm/model'
import { type MarketplaceWarning, MarketplaceWarningSchema } from '@sonm/protocol'
import { WHOLE_SEARCH_MS } from './whole-search.ts'

/** Of a marketplace that was asked and did not answer. */
export function silence(marketplace: Address): MarketplaceWarning {
  return warningOf(marketplace, fail('MARKETPLACE_SILENT', { marketplace }))
}

/** Of a marketplace that answered, and not all that a search asked for in time. */
export function slowness(marketplace: Address): MarketplaceWarning {
  return warningOf(marketplace, fail('MARKETPLACE_SLOW', { marketplace, seconds: WHOLE_SEARCH_MS / 1000 }))
}

/** @param marketplace empty: it is about two, and nobody can tell which of them is wrong */
export function warningOf(
  marketplace: Address | '',
  { code, what }: { readonly code: string; readonly what: string },
): MarketplaceWarning {
  return create(MarketplaceWarningSchema, { marketplace, code, what })
}
