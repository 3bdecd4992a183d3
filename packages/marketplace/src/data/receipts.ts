import {
  checkReceipt,
  fail,
  isSupplierFault,
  MAX_RECEIPT_AGE_SECONDS,
  type OrderDomain,
  RECEIPT_CLOCK_SKEW_SECONDS,
  type SignedStartReceipt,
  type StartOutcome,
  verifyReceipt,
} from '@sonm/model'
import type { DealState } from './deal-state.ts'
import type { DataStore, ReceiptRow } from './schema.ts'

/** More say nothing more: a deal counts as failed once. */
const RECEIPTS_PER_DEAL = 16
/** How far back others' receipts are looked for again: their clocks are not ours. */
const OVERLAP_SECONDS = 300

export interface ReceiptsOptions {
  readonly store: DataStore
  readonly domain: OrderDomain
  readonly deal: (dealId: number) => DealState | undefined
  readonly nowSeconds: () => number
}

/** What both sides of deals have signed of the starts of tasks. */
export class Receipts {
  readonly #options: ReceiptsOptions
  /** By deal, by task. */
  readonly #known = new Map<number, Map<string, ReceiptRow>>()
  #readUntilSeconds = 0

  constructor(options: ReceiptsOptions) {
    this.#options = options
  }

  /** Reads what is new on disk, also from marketplaces on the same store. @returns the deals of which there is news */
  async read(): Promise<readonly number[]> {
    const { store, nowSeconds } = this.#options
    const until = nowSeconds()
    const rows = await store
      .selectFrom('start_receipt')
      .selectAll()
      .where('received_at_seconds', '>=', this.#readUntilSeconds - OVERLAP_SECONDS)
      .orderBy('received_at_seconds')
      .execute()
    this.#readUntilSeconds = until
    return rows.filter((row) => this.#keep(row)).map((row) => row.deal_id)
  }

  /**
   * Takes a receipt in. The same again is the same; the hub's signature is added to one that had the buyer's alone.
   * @returns whether it is news
   * @throws RECEIPT_INVALID, SIGNATURE_INVALID, RECEIPT_QUOTA
   */
  async take(receipt: SignedStartReceipt): Promise<boolean> {
    const { store, domain, deal, nowSeconds } = this.#options
    checkReceipt(receipt)
    const dealId = Number(receipt.dealId)
    const state = deal(dealId)
    if (!state) throw fail('RECEIPT_INVALID', { field: 'deal_id', reason: 'the chain has told of no such deal yet' })
    checkTime(receipt, state, BigInt(nowSeconds()))
    verifyReceipt(domain, 'buyer', receipt, receipt.buyerSignature, state.deal.buyer)
    if (receipt.hubSignature) verifyReceipt(domain, 'hub', receipt, receipt.hubSignature, state.deal.hub)
    else if (receipt.outcome === 'started') {
      throw fail('RECEIPT_INVALID', { field: 'hub_signature', reason: 'a start without it says nothing' })
    }
    const row = rowOf(receipt, nowSeconds())
    if (!this.#isNews(row)) return false
    if (!this.#known.get(dealId)?.has(row.task_id) && (this.#known.get(dealId)?.size ?? 0) >= RECEIPTS_PER_DEAL) {
      throw fail('RECEIPT_QUOTA', { dealId: String(receipt.dealId), limit: RECEIPTS_PER_DEAL })
    }
    await store
      .insertInto('start_receipt')
      .values(row)
      .onConflict((conflict) => conflict.columns(['deal_id', 'task_id']).doUpdateSet(row))
      .execute()
    this.#keep(row)
    return true
  }

  /** What the receipts of a deal say: one failure that both sides signed outweighs everything else. */
  startOf(dealId: number): StartOutcome {
    const rows = [...(this.#known.get(dealId)?.values() ?? [])]
    const failed = rows.filter(({ outcome, reason }) => isSupplierFault({ outcome: outcome as 'failed', reason }))
    if (failed.some((row) => row.hub_signature !== '')) return 'failed'
    if (rows.some(({ outcome }) => outcome === 'started')) return 'started'
    return failed.length > 0 ? 'unanswered' : 'unknown'
  }

  /** What both sides have signed cannot be taken back. */
  #isNews(row: ReceiptRow): boolean {
    const known = this.#known.get(row.deal_id)?.get(row.task_id)
    return known === undefined || (known.hub_signature === '' && row.hub_signature !== '')
  }

  #keep(row: ReceiptRow): boolean {
    if (!this.#isNews(row)) return false
    const ofDeal = this.#known.get(row.deal_id) ?? new Map<string, ReceiptRow>()
    this.#known.set(row.deal_id, ofDeal.set(row.task_id, row))
    return true
  }
}

/** @throws RECEIPT_INVALID */
function checkTime({ atSeconds }: SignedStartReceipt, { deal, closedAtSeconds }: DealState, now: bigint): void {
  const invalid = (reason: string) => fail('RECEIPT_INVALID', { field: 'at_seconds', reason })
  const skew = RECEIPT_CLOCK_SKEW_SECONDS
  if (atSeconds > now + skew) throw invalid('it lies ahead')
  if (atSeconds < now - MAX_RECEIPT_AGE_SECONDS) throw invalid('it is too old')
  if (atSeconds < deal.startedAtSeconds - skew) throw invalid('it is before the deal')
  if (closedAtSeconds !== undefined && atSeconds > BigInt(closedAtSeconds) + skew) throw invalid('it is after the deal')
}

function rowOf(receipt: SignedStartReceipt, nowSeconds: number): ReceiptRow {
  return {
    deal_id: Number(receipt.dealId),
    task_id: receipt.taskId,
    outcome: receipt.outcome,
    reason: receipt.reason,
    at_seconds: Number(receipt.atSeconds),
    received_at_seconds: nowSeconds,
    hub_signature: receipt.hubSignature ?? '',
    buyer_signature: receipt.buyerSignature,
  }
}
