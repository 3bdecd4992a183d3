import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Address, Deal, Hex } from '@sonm/model'
import { type DealStatusSchema, dealToMessage } from '@sonm/protocol'
import type { DealGasRow, DealRow } from '../store.ts'

/** A deal as this node knows it. */
export interface DealRecord {
  /** Its last state on chain. */
  readonly deal: Deal
  /** undefined: open. */
  readonly closedAtSeconds: bigint | undefined
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

/** The contract pays each second once at the deal's price, so what was paid needs no bookkeeping of bills. */
export function billedSeconds({ deal }: DealRecord): bigint {
  return deal.billedUntilSeconds - deal.startedAtSeconds
}

export function paidWei(record: DealRecord): bigint {
  return billedSeconds(record) * record.deal.pricePerSecond
}

export function recordToRow({ deal, closedAtSeconds, returnedWei }: DealRecord, blockNumber: bigint): DealRow {
  return {
    id: Number(deal.id),
    block_number: Number(blockNumber),
    buyer: deal.buyer,
    hub: deal.hub,
    master: deal.master,
    price_per_second: deal.pricePerSecond.toString(),
    started_at_seconds: Number(deal.startedAtSeconds),
    duration_seconds: Number(deal.durationSeconds),
    billed_until_seconds: Number(deal.billedUntilSeconds),
    locked_wei: deal.lockedWei.toString(),
    ask_hash: deal.askHash,
    closed_at_seconds: closedAtSeconds === undefined ? null : Number(closedAtSeconds),
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
      startedAtSeconds: BigInt(row.started_at_seconds),
      durationSeconds: BigInt(row.duration_seconds),
      billedUntilSeconds: BigInt(row.billed_until_seconds),
      lockedWei: BigInt(row.locked_wei),
      askHash: row.ask_hash as Hex,
    },
    closedAtSeconds: row.closed_at_seconds === null ? undefined : BigInt(row.closed_at_seconds),
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
    paidWei: paidWei(record).toString(),
    returnedWei: record.returnedWei.toString(),
    billedSeconds: billedSeconds(record),
    openGas: BigInt(gas.open_gas),
    closeGas: BigInt(gas.close_gas),
    ...(record.closedAtSeconds === undefined ? {} : { closedAtSeconds: record.closedAtSeconds }),
  }
}
