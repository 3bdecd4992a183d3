import type { MessageInitShape } from '@bufbuild/protobuf'
import { readBidFile, tagToBytes32 } from '@sonm/model'
import { Denomination, type OrderSchema, Side } from '@sonm/protocol'
import { readSmallFile } from './small-file.ts'

/** Reads a bid file as the node takes it. @throws FILE_UNREADABLE, SPEC_INVALID, SPEC_UNSUPPORTED */
export function loadBidFile(path: string): MessageInitShape<typeof OrderSchema> {
  const { pricePerSecond, denomination, tag, benchmarks, ...rest } = readBidFile(readSmallFile(path), path)
  return {
    ...rest,
    side: Side.BID,
    denomination: denomination === 'SNM' ? Denomination.SNM : Denomination.USD,
    pricePerSecond: pricePerSecond.toString(),
    tag: tagToBytes32(tag),
    benchmarks: [...benchmarks],
  }
}
