import { contradictionIn, formatCondition, formatQuery, parseQuery, WIRE_QUERY_LIMITS } from '@sonm/model'
import type { Api } from '../api.ts'
import { changeView } from '../change-view.ts'
import { useLive } from '../use-live.ts'

/**
 * Where nothing fits: after which change something does.
 * @param props.asked what the buyer wrote, which is changed
 * @param props.understood the same with what is asked by default, which is judged
 */
export function SmallestChange(props: {
  api: Api
  asked: string
  understood: string
  onApply: (query: string) => void
}) {
  const { api, asked, understood, onApply } = props
  const { value } = useLive(() => api.bids.explain({ query: judgedElsewhere(understood) }), understood)
  const [one, other] = contradictionIn(parseQuery(asked, WIRE_QUERY_LIMITS).conditions)?.map(formatCondition) ?? []
  if (one !== undefined) {
    return (
      <p className="change">
        <span>
          <code>{one}</code> and <code>{other}</code> contradict each other: no offer can ever meet both.
        </span>
      </p>
    )
  }
  const [best] = value?.suggestions ?? []
  if (!best) return null
  const { text, query } = changeView(best, asked)
  return (
    <p className="change">
      <span>
        The smallest change after which something fits: <strong>{text}</strong>
      </span>
      <button type="button" className="primary" onClick={() => onApply(query)}>
        Search with it
      </button>
    </p>
  )
}

/** Marketplaces cannot judge how far a hub is from here, and refuse to. */
function judgedElsewhere(query: string): string {
  const parsed = parseQuery(query, WIRE_QUERY_LIMITS)
  const conditions = parsed.conditions.filter((each) => !(each.kind === 'number' && each.field === 'latency'))
  return formatQuery({ ...parsed, conditions })
}
