import {
  contradictionIn,
  formatCondition,
  parseQuery,
  relaxedQuery,
  requirementWords,
  WIRE_QUERY_LIMITS,
} from '@sonm/model'
import type { ExplainResponse, Suggestion } from '@sonm/protocol'
import { nothingOffered } from './nothing-offered.ts'

/**
 * Why nothing fits, what would do, and what to do about it.
 * @param query as it was asked, without the defaults; undefined: it was asked for a bid
 */
export function explanationText(reasons: ExplainResponse, query: string | undefined): string {
  const { fitting, rejections, suggestions, truncated } = reasons
  const search = query === undefined ? '' : `\n  ${searchFor(query)}`
  if (fitting > 0)
    return `${fitting} ${fitting === 1 ? 'offer fits' : 'offers fit'}${search === '' ? '.' : `:${search}`}`
  if (rejections.length === 0) return nothingOffered()
  const contradiction = query === undefined ? undefined : contradictionText(query)
  const lines = [
    'No offer fits. Turned away are',
    ...rejections.map(({ requirement, count }) => `  ${count} for ${requirementWords(requirement)}`),
    ...(contradiction === undefined ? [] : [contradiction]),
    ...(suggestions.length > 0 ? suggestionLines(suggestions) : hardestLines(reasons)),
  ]
  if (truncated) lines.push('The market is too large to try every change; with fewer conditions more are tried.')
  const [best] = suggestions
  if (best && query !== undefined) lines.push(`Try:  ${searchFor(relaxedQuery(query, best.relax))}`)
  return lines.join('\n')
}

/** What no offer can meet, whatever is on the market; undefined: the conditions do not contradict each other. */
export function contradictionText(query: string): string | undefined {
  const [one, other] = contradictionIn(parseQuery(query, WIRE_QUERY_LIMITS).conditions)?.map(formatCondition) ?? []
  if (one === undefined) return undefined
  return `${one} and ${other} contradict each other: no offer can ever meet both. Correct one of them.`
}

/** As a shell takes it. */
function searchFor(query: string): string {
  return `sonm market search${query === '' ? '' : ` '${query.replaceAll("'", "'\\''")}'`}`
}

/** So many requirements at most are tried together before the nearest offer is told instead. */
const MOST_TOGETHER = 3

function suggestionLines(suggestions: readonly Suggestion[]): string[] {
  const most = Math.max(...suggestions.map(({ relax }) => relax.length))
  const of = ({ offers }: Suggestion) => `${offers} ${offers === 1 ? 'offer' : 'offers'}`
  if (most > MOST_TOGETHER) {
    const [nearest] = suggestions
    return [
      'No change of up to three of them would do. The nearest offer wants all of these:',
      ...nearest!.relax.map((change) => `  ${changeText(change)}`),
    ]
  }
  const head =
    most === 1
      ? 'The smallest changes after which something fits:'
      : 'No single change would do. The smallest that do together:'
  return [head, ...suggestions.map((each) => `  ${each.relax.map(changeText).join(' and ')}: ${of(each)}`)]
}

function changeText({ from, to }: Suggestion['relax'][number]): string {
  return to === '' ? `without ${from}` : `${to} instead of ${from}`
}

/** Where no change was found: with what to begin. */
function hardestLines({ rejections }: ExplainResponse): string[] {
  const [hardest] = rejections.toSorted((a, b) => b.count - a.count)
  return [
    `No change of the requirements was found that would do. ${hardest!.count} ${hardest!.count === 1 ? 'is' : 'are'} turned away for ${requirementWords(hardest!.requirement)}: begin with that, or wait for other offers with \`sonm market watch\` or \`sonm bid place\`.`,
  ]
}
