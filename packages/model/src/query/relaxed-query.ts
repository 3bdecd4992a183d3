import { fieldOf } from './fields.ts'
import { formatCondition } from './format-query.ts'
import { parseQuery, WIRE_QUERY_LIMITS } from './parse-query.ts'

/**
 * The query with conditions that give way, each as the language writes it; to nothing: it is given up. What a default asks for stands in no
 * query, and gives way by a condition of one's own.
 * @throws QUERY_INVALID
 */
export function relaxedQuery(query: string, relax: readonly { readonly from: string; readonly to: string }[]): string {
  const { conditions, any } = parseQuery(query, WIRE_QUERY_LIMITS)
  const asked = conditions.map(formatCondition)
  const texts = asked.flatMap((text) => {
    const change = relax.find(({ from }) => from === text)
    if (!change) return [text]
    return change.to === '' ? [] : [change.to]
  })
  const lifted = relax.flatMap(({ from, to }) => {
    if (asked.includes(from)) return []
    return [to === '' ? `${fieldOfText(from)}=any` : to]
  })
  return [...texts, ...lifted, ...any.map((field) => `${field}=any`)].join(' ')
}

function fieldOfText(text: string): string {
  const [condition] = parseQuery(text, WIRE_QUERY_LIMITS).conditions
  return condition === undefined || condition.kind === 'price' ? 'price' : fieldOf(condition.field).name
}
