import { create } from '@bufbuild/protobuf'
import type { Deal } from '@sonm/model'
import { type Deal as DealMessage, DealSchema } from './gen/sonm/v1/deal_pb.js'
import { readHex, readNumber, readPresent } from './read.ts'

export function dealToMessage(deal: Deal): DealMessage {
  return create(DealSchema, {
    ...deal,
    pricePerSecond: deal.pricePerSecond.toString(),
    lockedWei: deal.lockedWei.toString(),
  })
}

/** @throws INPUT_INVALID */
export function dealFromMessage(message: DealMessage | undefined): Deal {
  const deal = readPresent('deal', message)
  return {
    id: deal.id,
    buyer: readHex('buyer', deal.buyer, 20),
    hub: readHex('hub', deal.hub, 20),
    master: readHex('master', deal.master, 20),
    pricePerSecond: readNumber('price_per_second', deal.pricePerSecond),
    startedAtSeconds: deal.startedAtSeconds,
    durationSeconds: deal.durationSeconds,
    billedUntilSeconds: deal.billedUntilSeconds,
    lockedWei: readNumber('locked_wei', deal.lockedWei),
    askHash: readHex('ask_hash', deal.askHash, 32),
  }
}
