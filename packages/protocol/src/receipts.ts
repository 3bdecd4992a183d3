import { create } from '@bufbuild/protobuf'
import type { SignedStartReceipt, StartReceipt } from '@sonm/model'
import { type StartReceipt as StartReceiptMessage, StartReceiptSchema } from './gen/sonm/v1/market_data_pb.js'
import { readHex, readOneOf } from './read.ts'

type Signatures = Partial<Pick<SignedStartReceipt, 'hubSignature' | 'buyerSignature'>>

export function startReceiptToMessage({ ...receipt }: StartReceipt & Signatures): StartReceiptMessage {
  return create(StartReceiptSchema, receipt)
}

/** Reads the shape; `checkReceipt` and `verifyReceipt` of the model judge the rest. @throws INPUT_INVALID */
export function startReceiptFromMessage(message: StartReceiptMessage): StartReceipt & Signatures {
  const { dealId, taskId, reason, atSeconds, hubSignature, buyerSignature } = message
  return {
    dealId,
    taskId,
    outcome: readOneOf('outcome', message.outcome, ['started', 'failed']),
    reason,
    atSeconds,
    ...(hubSignature === '' ? {} : { hubSignature: readHex('hub_signature', hubSignature, 65) }),
    ...(buyerSignature === '' ? {} : { buyerSignature: readHex('buyer_signature', buyerSignature, 65) }),
  }
}
