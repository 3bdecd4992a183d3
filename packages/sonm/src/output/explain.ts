import { requirementWords } from '@sonm/model'
import type { Rejection, SearchResponse } from '@sonm/protocol'
import { nothingOffered } from './nothing-offered.ts'
import { shortAddress } from './offers.ts'
import { contradictionText } from './why.ts'

/** When nothing fits: which requirement turns how many offers away, and what would help. */
export function whyNothing({
  rejections,
  truncated,
  query,
}: Pick<SearchResponse, 'rejections' | 'truncated' | 'query'>): string {
  const contradiction = contradictionText(query)
  if (truncated) {
    const reasons = rejections.length === 0 ? [] : ['Turned away are at least', ...rejectionLines(rejections)]
    return ['No offer that fits was found so far.', ...reasons].join('\n')
  }
  if (rejections.length === 0) return nothingOffered()
  return [
    'No offer fits. Turned away are',
    ...rejectionLines(rejections),
    contradiction ?? '`sonm market why` with the same query tells the smallest change that would do.',
  ].join('\n')
}

/** What a search was, what each part of it does, and by what each shown offer meets it. */
export function explainText({ query, defaults, rejections, offers }: SearchResponse): string {
  const lines = [
    `searched for  ${query === '' ? 'anything' : query}`,
    `defaults      ${defaults.length === 0 ? 'none' : `${defaults.join(', ')}  (FIELD=any lifts one, --no-defaults all)`}`,
  ]
  if (rejections.length > 0) lines.push('turned away', ...rejectionLines(rejections))
  offers.forEach(({ satisfied, supplier }, at) => {
    lines.push(
      `${at + 1}  ${supplier === '' ? '?' : shortAddress(supplier)}  ${satisfied.join('; ') || 'nothing was asked'}`,
    )
  })
  return lines.join('\n')
}

/** That offers may be missing, and how to go on. */
export function truncatedText({ nextCursor }: Pick<SearchResponse, 'nextCursor'>): string {
  const met =
    'The search ended at its bound of work or time, before all offers were looked at: some that fit may be missing.'
  const on = nextCursor === '' ? '' : ` Go on with --all, or --cursor ${nextCursor};`
  return `${met}${on} ${on === '' ? 'Ask' : 'or ask'} for it more precisely.`
}

function rejectionLines(rejections: readonly Rejection[]): readonly string[] {
  return rejections.map(({ requirement, count, missedAlone, closest }) => {
    const alone =
      missedAlone > 0 ? `, ${missedAlone} of them ${missedAlone === 1 ? 'meets' : 'meet'} everything else` : ''
    const nearest = closest === '' ? '' : `; ${closest} would let one more in`
    return `  ${count} for ${requirementWords(requirement)}${alone}${nearest}`
  })
}
