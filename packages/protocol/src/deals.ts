import { create } from '@bufbuild/protobuf'
import type { Deal } from '@sonm/model'
import { type Deal as DealMessage, DealSchema } from './gen/sonm/v1/deal_pb.js'
import { readHex, readNumber, readPresent } from './read.ts'

export function dealToMessage(deal: Deal): DealMessage {
  return create(DealSchema, {
    ...deal,
    pricePerSecond: deal.pricePerSecond.toString(),
    usdPerSecond: deal.usdPerSecond.toString(),
    snmPerUsdCap: deal.snmPerUsdCap.toString(),
    lockedWei: deal.lockedWei.toString(),
    bondWei: deal.bondWei.toString(),
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
    usdPerSecond: readNumber('usd_per_second', deal.usdPerSecond),
    snmPerUsdCap: readNumber('snm_per_usd_cap', deal.snmPerUsdCap),
    startedAtSeconds: deal.startedAtSeconds,
    durationSeconds: deal.durationSeconds,
    billedUntilSeconds: deal.billedUntilSeconds,
    lockedWei: readNumber('locked_wei', deal.lockedWei),
    bondWei: readNumber('bond_wei', deal.bondWei),
    amendments: deal.amendments,
    askHash: readHex('ask_hash', deal.askHash, 32),
  }
}
