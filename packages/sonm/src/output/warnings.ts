import type { MarketplaceWarning } from '@sonm/protocol'

/** What may be nobody's fault. */
const NOTES: ReadonlySet<string> = new Set(['MARKETPLACE_LACKS', 'MARKETPLACE_SILENT', 'MARKETPLACE_SLOW'])

/** A text, and below it what marketplaces were found at while it was made. */
export function withWarnings(text: string, warnings: readonly MarketplaceWarning[]): string {
  const lines = warnings.map(warningText)
  return [text, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')
}

export function warningText({ code, what }: Pick<MarketplaceWarning, 'code' | 'what'>): string {
  return `${NOTES.has(code) ? 'Note' : 'Beware'}: ${what}`
}
