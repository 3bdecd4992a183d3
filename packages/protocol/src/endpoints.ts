import { create } from '@bufbuild/protobuf'
import type { SignedEndpointRecord } from '@sonm/model'
import { type EndpointRecord as EndpointRecordMessage, EndpointRecordSchema } from './gen/sonm/v1/locator_pb.js'
import { readHex } from './read.ts'

export function endpointRecordToMessage(record: SignedEndpointRecord): EndpointRecordMessage {
  return create(EndpointRecordSchema, { ...record, endpoints: [...record.endpoints] })
}

/** Reads the shape only; `verifyRecord` of the model judges the values. @throws INPUT_INVALID */
export function endpointRecordFromMessage(message: EndpointRecordMessage): SignedEndpointRecord {
  const { endpoints, sequence, expiresAtSeconds } = message
  return {
    address: readHex('address', message.address, 20),
    endpoints,
    sequence,
    expiresAtSeconds,
    signature: readHex('signature', message.signature, 65),
  }
}
