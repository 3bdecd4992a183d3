import type { MessageInitShape } from '@bufbuild/protobuf'
import { formatCondition, parseQuery } from '@sonm/model'
import {
  type OpenDealRequestSchema,
  type OpenDealResponse,
  type SearchRequestSchema,
  signedOrderFromMessage,
} from '@sonm/protocol'

/**
 * The request that opens what was shown: that offer, and where it cannot be taken another that fits and costs no more than
 * the buyer has agreed to: his own limit, or else the price that he was shown; and for a USD no more SNM than he was shown.
 */
export function requestOfPlan(
  requirements: MessageInitShape<typeof SearchRequestSchema>,
  { offer, snmPerUsdCap }: Pick<OpenDealResponse, 'offer' | 'snmPerUsdCap'>,
): MessageInitShape<typeof OpenDealRequestSchema> {
  const { pricePerSecond, denomination } = signedOrderFromMessage(offer?.order).order
  const query = requirements.query ?? ''
  const hasLimit = parseQuery(query).conditions.some(
    (condition) => condition.kind === 'price' && ['<', '<=', '='].includes(condition.op),
  )
  const limit = formatCondition({ kind: 'price', op: '<=', price: { denomination, pricePerSecond } })
  return {
    requirements: { ...requirements, query: hasLimit ? query : `${query} ${limit}`.trim() },
    preferredAskHash: offer!.orderHash,
    snmPerUsdCap,
  }
}
