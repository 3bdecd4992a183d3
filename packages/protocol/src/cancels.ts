import type { SignedCancel } from '@sonm/model'
import type { CancelStatement } from './gen/sonm/v1/federation_pb.js'
import { readHex } from './read.ts'

/** Reads the shape only; `cancelSigner` of the model says who signed it. @throws INPUT_INVALID */
export function cancelFromMessage(
  message: Pick<CancelStatement, 'orderHash' | 'atSeconds' | 'signature'>,
): SignedCancel {
  return {
    orderHash: readHex('order_hash', message.orderHash, 32),
    atSeconds: message.atSeconds,
    signature: readHex('signature', message.signature, 65),
  }
}
