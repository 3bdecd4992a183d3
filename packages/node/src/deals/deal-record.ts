import type { MessageInitShape } from '@bufbuild/protobuf'
import type { MarketEvent } from '@sonm/chain'
import { type Address, type Deal, type DealChange, dealAfter, type Hex } from '@sonm/model'
import { type DealStatusSchema, dealToMessage } from '@sonm/protocol'
import type { DealGasRow, DealRow } from '../store.ts'

/** A deal as this node knows it. */
export interface DealRecord {
  /** Its last state on chain. */
  readonly deal: Deal
  /** undefined: open. */
  readonly closedAtSeconds: bigint | undefined
  /** What it has paid so far. */
  readonly paidWei: bigint
  /** What came back to the buyer when it was closed. */
  readonly returnedWei: bigint
}

/**
 * Which of two accounts of one deal, of one block, holds: bills and closing only go forward, so an older event that comes
 * again, or a receipt that comes after its event, changes nothing.
 */
export function newerOf(known: DealRecord | undefined, incoming: DealRecord): DealRecord {
  if (!known) return incoming
  const closed = (record: DealRecord) => record.closedAtSeconds !== undefined
  if (closed(known) !== closed(incoming)) return closed(known) ? known : incoming
  return incoming.deal.billedUntilSeconds >= known.deal.billedUntilSeconds ? incoming : known
}

/** Seconds that are paid. */
export function billedSeconds({ deal }: DealRecord): bigint {
  return deal.billedUntilSeconds - deal.startedAtSeconds
}

/** The deal after an event of it; the same event again changes nothing. */
export function recordAfter(record: DealRecord, event: MarketEvent & DealChange): DealRecord {
  if (record.closedAtSeconds !== undefined) return record
  const deal = dealAfter(record.deal, event, event.timestampSeconds)
  const paidWei = record.paidWei + event.paidWei
  if (event.kind === 'dealClosed') {
    return { deal, paidWei, closedAtSeconds: event.timestampSeconds, returnedWei: event.returnedWei }
  }
  const known = record.deal.billedUntilSeconds >= deal.billedUntilSeconds && record.deal.amendments >= deal.amendments
  // A bill that pays nothing may still fill the lock.
  return known && event.paidWei > 0n ? record : { ...record, deal, paidWei }
}

export function recordToRow({ deal, closedAtSeconds, paidWei, returnedWei }: DealRecord, blockNumber: bigint): DealRow {
  return {
    id: Number(deal.id),
    block_number: Number(blockNumber),
    buyer: deal.buyer,
    hub: deal.hub,
    master: deal.master,
    price_per_second: deal.pricePerSecond.toString(),
    usd_per_second: deal.usdPerSecond.toString(),
    snm_per_usd_cap: deal.snmPerUsdCap.toString(),
    started_at_seconds: Number(deal.startedAtSeconds),
    duration_seconds: Number(deal.durationSeconds),
    billed_until_seconds: Number(deal.billedUntilSeconds),
    locked_wei: deal.lockedWei.toString(),
    bond_wei: deal.bondWei.toString(),
    amendments: deal.amendments,
    ask_hash: deal.askHash,
    closed_at_seconds: closedAtSeconds === undefined ? null : Number(closedAtSeconds),
    paid_wei: paidWei.toString(),
    returned_wei: returnedWei.toString(),
  }
}

export function recordFromRow(row: DealRow): DealRecord {
  return {
    deal: {
      id: BigInt(row.id),
      buyer: row.buyer as Address,
      hub: row.hub as Address,
      master: row.master as Address,
      pricePerSecond: BigInt(row.price_per_second),
      usdPerSecond: BigInt(row.usd_per_second),
      snmPerUsdCap: BigInt(row.snm_per_usd_cap),
      startedAtSeconds: BigInt(row.started_at_seconds),
      durationSeconds: BigInt(row.duration_seconds),
      billedUntilSeconds: BigInt(row.billed_until_seconds),
      lockedWei: BigInt(row.locked_wei),
      bondWei: BigInt(row.bond_wei),
      amendments: row.amendments,
      askHash: row.ask_hash as Hex,
    },
    closedAtSeconds: row.closed_at_seconds === null ? undefined : BigInt(row.closed_at_seconds),
    paidWei: BigInt(row.paid_wei),
    returnedWei: BigInt(row.returned_wei),
  }
}

export function recordToStatus(
  record: DealRecord,
  gas: Pick<DealGasRow, 'open_gas' | 'close_gas'>,
): MessageInitShape<typeof DealStatusSchema> {
  return {
    deal: dealToMessage(record.deal),
    state: record.closedAtSeconds === undefined ? 'open' : 'closed',
    paidWei: record.paidWei.toString(),
    returnedWei: record.returnedWei.toString(),
    billedSeconds: billedSeconds(record),
    openGas: BigInt(gas.open_gas),
    closeGas: BigInt(gas.close_gas),
    ...(record.closedAtSeconds === undefined ? {} : { closedAtSeconds: record.closedAtSeconds }),
  }
}
