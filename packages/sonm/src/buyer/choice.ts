import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  type OpenDealRequestSchema,
  type OpenDealResponse,
  type SearchRequestSchema,
  signedOrderFromMessage,
} from '@sonm/protocol'

/**
 * The request that opens what was shown: that offer, and where it cannot be taken another that fits and costs no more than
 * the buyer has agreed to: his own limit, or else the price that he was shown.
 */
export function requestOfPlan(
  requirements: MessageInitShape<typeof SearchRequestSchema>,
  { offer }: Pick<OpenDealResponse, 'offer'>,
): MessageInitShape<typeof OpenDealRequestSchema> {
  const { order } = signedOrderFromMessage(offer?.order)
  const maxPricePerSecond = requirements.maxPricePerSecond || order.pricePerSecond.toString()
  return { requirements: { ...requirements, maxPricePerSecond }, preferredAskHash: offer!.orderHash }
}
