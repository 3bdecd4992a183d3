import type { MarketEvent } from '@sonm/chain'
import { type Address, type Deal, isDealChange, type ScoreRules } from '@sonm/model'
import { changedDeal, type DealState, openedDeal } from './deal-state.ts'
import type { ClassOfAsk } from './market-class.ts'
import { type Trade, tradesOf } from './trades.ts'

/** What some events have changed: to be stored with the checkpoint. */
export interface FoldChange {
  /** The deals as they are after each block that changed them. */
  readonly states: readonly { readonly blockNumber: number; readonly state: DealState }[]
  readonly trades: readonly Trade[]
}

export interface FoldOptions {
  readonly rules: ScoreRules
  /** What a deal sells, by its ask or one like it; undefined: no such ask was seen here. */
  readonly classify: (deal: Deal) => ClassOfAsk | undefined
}

/** What the events make of the deals; changes nothing. */
export function foldEvents(
  stateOf: (dealId: number) => DealState | undefined,
  events: readonly MarketEvent[],
  { rules, classify }: FoldOptions,
): FoldChange {
  const changed = new Map<string, { blockNumber: number; state: DealState }>()
  const now = new Map<number, DealState>()
  const trades: Trade[] = []
  const keep = (event: MarketEvent, state: DealState) => {
    const [dealId, blockNumber] = [Number(state.deal.id), Number(event.blockNumber)]
    now.set(dealId, state)
    changed.set(`${dealId} ${blockNumber}`, { blockNumber, state })
  }
  const current = (dealId: bigint) => now.get(Number(dealId)) ?? stateOf(Number(dealId))
  for (const event of events) {
    const { blockNumber, logIndex, timestampSeconds } = event
    const at = { blockNumber: Number(blockNumber), logIndex, atSeconds: Number(timestampSeconds) }
    if (event.kind === 'dealOpened') {
      const sold = classify(event.deal)
      keep(event, openedDeal(event.deal, at.atSeconds, sold, rules))
      trades.push(...tradesOf({ ...at, paidWei: 0n, soldSeconds: 0 }, sold, event.deal))
    } else if (isDealChange(event)) {
      const state = current(event.dealId)
      // One that was opened before the market data began is none that could be judged.
      if (!state) continue
      const next = changedDeal(state, event, rules)
      const soldSeconds = Number(next.deal.billedUntilSeconds - state.deal.billedUntilSeconds)
      keep(event, next)
      trades.push(...tradesOf({ ...at, paidWei: event.paidWei, soldSeconds }, state.sold))
    } else if (event.kind === 'bondPaid') {
      const state = current(event.dealId)
      if (state) keep(event, { ...state, bondPaidWei: state.bondPaidWei + event.amountWei })
    }
  }
  return { states: [...changed.values()], trades }
}

/** All deals in memory, and who deals with whom. */
export class DealIndex {
  readonly #deals = new Map<number, DealState>()
  readonly #byMaster = new Map<Address, Set<number>>()
  readonly #byBuyer = new Map<Address, Set<number>>()
  readonly #open = new Set<number>()
  readonly #latestOfHub = new Map<Address, number>()

  get size(): number {
    return this.#deals.size
  }

  get(dealId: number): DealState | undefined {
    return this.#deals.get(dealId)
  }

  put(state: DealState): void {
    const dealId = Number(state.deal.id)
    this.#take(dealId)
    this.#deals.set(dealId, state)
    addTo(this.#byMaster, state.deal.master, dealId)
    addTo(this.#byBuyer, state.deal.buyer, dealId)
    if (state.end === 'open') this.#open.add(dealId)
    const { hub } = state.deal
    // An older deal may be billed after it.
    if (dealId > (this.#latestOfHub.get(hub) ?? -1)) this.#latestOfHub.set(hub, dealId)
  }

  /** Whom the latest deal of a hub pays. */
  masterOf(hub: Address): Address | undefined {
    return this.#deals.get(this.#latestOfHub.get(hub) ?? -1)?.deal.master
  }

  remove(dealId: number): void {
    const hub = this.#take(dealId)?.deal.hub
    if (hub === undefined || this.#latestOfHub.get(hub) !== dealId) return
    // The chain takes back few.
    const left = [...this.#deals].flatMap(([id, { deal }]) => (deal.hub === hub ? [id] : []))
    this.#latestOfHub.delete(hub)
    if (left.length > 0)
      this.#latestOfHub.set(
        hub,
        left.reduce((latest, id) => Math.max(latest, id)),
      )
  }

  #take(dealId: number): DealState | undefined {
    const state = this.#deals.get(dealId)
    if (!state) return undefined
    this.#deals.delete(dealId)
    takeFrom(this.#byMaster, state.deal.master, dealId)
    takeFrom(this.#byBuyer, state.deal.buyer, dealId)
    this.#open.delete(dealId)
    return state
  }

  /** The hubs whose latest deal pays this master. */
  hubsOf(master: Address): readonly Address[] {
    const hubs = new Set(this.ofMaster(master).map(({ deal }) => deal.hub))
    return [...hubs].filter((hub) => this.masterOf(hub) === master)
  }

  masters(): Iterable<Address> {
    return this.#byMaster.keys()
  }

  /** By number, so that sums come out the same whatever way the deals came in. */
  ofMaster(master: Address): readonly DealState[] {
    return this.#list(this.#byMaster.get(master))
  }

  ofBuyer(buyer: Address): readonly DealState[] {
    return this.#list(this.#byBuyer.get(buyer))
  }

  open(): readonly DealState[] {
    return this.#list(this.#open)
  }

  #list(ids: ReadonlySet<number> = new Set()): readonly DealState[] {
    return [...ids].sort((a, b) => a - b).map((id) => this.#deals.get(id)!)
  }
}

function addTo(sets: Map<Address, Set<number>>, key: Address, dealId: number): void {
  const ids = sets.get(key)
  if (ids) ids.add(dealId)
  else sets.set(key, new Set([dealId]))
}

function takeFrom(sets: Map<Address, Set<number>>, key: Address, dealId: number): void {
  const ids = sets.get(key)
  ids?.delete(dealId)
  if (ids?.size === 0) sets.delete(key)
}
