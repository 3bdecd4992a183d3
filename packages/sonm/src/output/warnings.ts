import type { MarketplaceWarning } from '@sonm/protocol'

/** A text, and below it what marketplaces were found at while it was made. */
export function withWarnings(text: string, warnings: readonly MarketplaceWarning[]): string {
  return [text, ...(warnings.length > 0 ? ['', ...warnings.map(({ what }) => `Beware: ${what}`)] : [])].join('\n')
}
