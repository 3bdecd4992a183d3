import { isCoded } from '@sonm/common'
import { normalWord, parseQuery, WIRE_QUERY_LIMITS } from '@sonm/model'
import type { NodeApi } from '../api/node-api.ts'

/** Which of the cards that a query asks for nobody has on the market, and what is called nearly so. */
export async function absentCards(api: Pick<NodeApi, 'data'>, query: string): Promise<readonly string[]> {
  const models = parseQuery(query, WIRE_QUERY_LIMITS).conditions.flatMap((condition) =>
    condition.kind === 'word' && condition.field === 'gpu.model' && condition.op === 'in' ? condition.values : [],
  )
  const told = await Promise.all(models.map((model) => absence(api, model)))
  return told.filter((line) => line !== undefined)
}

/** undefined: it is offered, or nobody could tell. */
async function absence({ data }: Pick<NodeApi, 'data'>, model: string): Promise<string | undefined> {
  try {
    const { classes } = await data.getPrices({ marketClass: `gpu:${normalWord('gpu.model', model)}` })
    return classes.every(({ suppliers }) => suppliers === 0) ? `Nobody offers a card '${model}' now.` : undefined
  } catch (error) {
    if (!isCoded(error, 'MARKET_CLASS_UNKNOWN')) return undefined
    // A stranger's word, on a terminal.
    const near = /^gpu:([a-z0-9._-]{1,64})$/.exec(error.data.closest ?? '')?.[1]
    return `Nobody offers or has offered a card '${model}'${near === undefined ? '.' : `; did you mean '${near}'?`}`
  }
}
