import {
  type Address,
  type AskQuery,
  type Condition,
  type Denomination,
  type Hex,
  type NumberField,
  type SearchMoment,
  unmet,
  ZERO_ADDRESS,
} from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { Accounts } from './accounts.ts'
import { type AskSource, boundCandidate, type Candidate, listSource, rowCandidate } from './ask-source.ts'
import { BoundAsks } from './bound-asks.ts'
import { Documents } from './documents.ts'
import { explainAsks } from './explain-asks.ts'
import { FEW_ROWS, indexSources } from './index-sources.ts'
import { nearestMiss } from './nearest-miss.ts'
import type { AskBook, Explanation, Offer, SearchOptions, SearchResult, SupplierFacts } from './search.ts'
import { searchAsks } from './search-asks.ts'
import { Shelf } from './shelf.ts'
import { Words } from './words.ts'
import { WorkBudget } from './work-budget.ts'

const HASH_BYTES = 32
const DENOMINATIONS: readonly Denomination[] = ['SNM', 'USD']

/** Steps of the index in one search; some 15 ms. Only asks that all miss by a hair need so many: others are found in some thousand. */
export const SEARCH_WORK = 450_000

/** The live asks: by denomination in an index, and apart from them those that only one account may take. */
export class OrderBook implements AskBook {
  readonly #seed: number
  readonly #searchWork: number
  readonly #fewRows: number
  readonly #words = new Words()
  readonly #documents = new Documents(this.#words)
  readonly #accounts = new Accounts()
  readonly #bound = new BoundAsks({ accounts: this.#accounts, documents: this.#documents })
  /** Made when the first ask comes: most markets have one. */
  readonly #shelves: Shelf[] = []
  #isDeferred = false
  /** The bytes of the hash that was last looked for: making them anew each time takes longer than to find it. */
  readonly #id = Buffer.alloc(HASH_BYTES)

  /**
   * @param options.seed of tables whose order strangers must not foresee
   * @param options.fewRows asks with documents that fit which are looked at one by one
   */
  constructor(options: { seed?: number; searchWork?: number; fewRows?: number | undefined } = {}) {
    this.#seed = options.seed ?? 0
    this.#searchWork = options.searchWork ?? SEARCH_WORK
    this.#fewRows = options.fewRows ?? FEW_ROWS
  }

  get size(): number {
    let size = this.#bound.size
    for (const { index } of this.#shelves) size += index.size
    return size
  }

  /** Many asks are coming: until `settle`, or a search, only what is needed to keep them is done. */
  defer(): void {
    this.#isDeferred = true
    for (const { index } of this.#shelves) index.defer()
  }

  settle(): void {
    this.#isDeferred = false
    for (const { index } of this.#shelves) index.settle()
  }

  /** False: it is there already. */
  insert(live: LiveOrder, supplier: SupplierFacts): boolean {
    if (this.#holds(live)) return false
    // It was just looked for.
    const id = this.#id
    const { order } = live.signed
    const number = this.#accounts.numberOf(order.author)
    const before = number === undefined ? supplier : this.#accounts.supplier(number)
    if (order.counterparty !== ZERO_ADDRESS) this.#bound.insert(live, supplier)
    else this.#shelf(order.denomination).insert(live, supplier, id)
    // What is known of him is one thing, and the newest.
    if (!isSame(before, supplier)) this.#setSupplier(order.author, before, supplier)
    return true
  }

  #holds(live: LiveOrder): boolean {
    if (!live.copyHash) return this.has(live.hash)
    live.copyHash(this.#id)
    return this.#findId() !== undefined || (this.#bound.size > 0 && this.#bound.has(live.hash))
  }

  has(hash: Hex): boolean {
    return this.#find(hash) !== undefined || this.#bound.has(hash)
  }

  remove(hash: Hex): boolean {
    const found = this.#find(hash)
    if (!found) return this.#bound.remove(hash)
    found.shelf.remove(found.row)
    return true
  }

  expire(nowSeconds: bigint, each: (hash: Hex) => void = () => {}): number {
    let expired = this.#bound.expire(nowSeconds, each)
    for (const shelf of this.#shelves) expired += shelf.expire(Number(nowSeconds), each)
    return expired
  }

  *all(): Iterable<LiveOrder> {
    for (const hash of [...this.#bound.all()]) {
      const offer = this.#bound.offer(hash)
      if (offer) yield offer.live
    }
    for (const shelf of this.#shelves) yield* shelf.all()
  }

  supplierOf(author: Address): SupplierFacts | undefined {
    const number = this.#accounts.numberOf(author)
    return number === undefined ? undefined : this.#accounts.supplier(number)
  }

  get(hash: Hex): Offer | undefined {
    const found = this.#find(hash)
    return found ? found.shelf.offer(found.row) : this.#bound.offer(hash)
  }

  of(author: Address): readonly LiveOrder[] {
    const number = this.#accounts.numberOf(author)
    if (number === undefined) return []
    return this.#candidatesOf(number)
      .map((candidate) => candidate.offer().live)
      .sort((a, b) => a.sequence - b.sequence)
  }

  countOf(author: Address): number {
    const number = this.#accounts.numberOf(author)
    return number === undefined ? 0 : this.#accounts.asks(number)
  }

  update(author: Address, supplier: SupplierFacts): void {
    const known = this.supplierOf(author)
    // Each of his asks would be written anew.
    if (known && !isSame(known, supplier)) this.#setSupplier(author, known, supplier)
  }

  search(query: AskQuery, options: SearchOptions): SearchResult {
    const { budget = new WorkBudget(this.#searchWork) } = options
    return budget.share(this.#searchWork, (part) => this.#search(query, { ...options, budget: part }))
  }

  get #parts() {
    return {
      shelves: this.#shelves,
      accounts: this.#accounts,
      documents: this.#documents,
      words: this.#words,
      fewRows: this.#fewRows,
    }
  }

  #setSupplier(author: Address, before: SupplierFacts, supplier: SupplierFacts): void {
    const number = this.#accounts.numberOf(author)
    if (number === undefined) return
    this.#accounts.setSupplier(number, supplier)
    // No row of the index knows whom it pays.
    if (isSame({ ...before, master: supplier.master }, supplier)) return
    for (const shelf of this.#shelves) for (const row of shelf.index.rowsOf(number)) shelf.update(row, supplier)
  }

  #search(query: AskQuery, options: SearchOptions & { budget: WorkBudget }): SearchResult {
    const { limit, liveUntilSeconds, moment, cursor, budget } = options
    const page = { limit, cursor, moment, budget }
    const found = this.#fewAsked(query)
    if (found) return searchAsks(listsOf(found.filter(fitsExactly(query, liveUntilSeconds, moment))), query.order, page)
    const bound = query.buyer === undefined ? [] : [...this.#bound.boundTo(query.buyer)]
    const fitting = bound
      .map((hash) => boundCandidate(this.#bound, hash))
      .filter(fitsExactly(query, liveUntilSeconds, moment))
    // What is found already leaves its share of the work to the others.
    const sources = [...listsOf(fitting, 'b'), ...indexSources(query, this.#parts, options)]
    return searchAsks(sources, query.order, page)
  }

  explain(
    query: AskQuery,
    { budget = new WorkBudget(Number.POSITIVE_INFINITY), ...when }: Omit<SearchOptions, 'limit' | 'cursor'>,
  ): Explanation {
    const options = { ...when, budget }
    const explained = explainAsks(query, { ...this.#parts, bound: this.#bound }, options)
    const requirements = explained.requirements.map((report) => {
      const nearest = nearestMiss(query, report)
      if (!nearest || budget.isSpent) return report
      const [offer] = this.search(nearest, { ...options, limit: 1 }).offers
      const found = offer && this.#figure(offer.live.hash, nearest.order[0]!.field as NumberField, options.moment)
      return { ...report, bestOffered: found ?? report.bestOffered }
    })
    return { ...explained, requirements }
  }

  #figure(hash: Hex, field: NumberField, moment: SearchMoment): bigint | undefined {
    const found = this.#find(hash)
    const candidate = found ? rowCandidate(found.shelf, found.row) : boundCandidate(this.#bound, hash)
    return candidate.figure(field, moment)
  }

  /** All asks of the hubs or suppliers that the query names; undefined: it names none. */
  #fewAsked({ conditions }: AskQuery): readonly Candidate[] | undefined {
    const named = conditions.find(
      (condition) =>
        condition.kind === 'word' &&
        condition.op === 'in' &&
        (condition.field === 'hub' || condition.field === 'supplier'),
    ) as Extract<Condition, { kind: 'word' }> | undefined
    if (!named) return undefined
    const numbers = new Set(
      (named.values as readonly Address[]).flatMap((value) =>
        named.field === 'supplier' ? [...this.#accounts.numbersOf(value)] : [this.#accounts.numberOf(value)],
      ),
    )
    return [...numbers].flatMap((number) => (number === undefined ? [] : this.#candidatesOf(number)))
  }

  #candidatesOf(author: number): readonly Candidate[] {
    const onShelves = this.#shelves.flatMap((shelf) =>
      shelf.index.rowsOf(author).map((row) => rowCandidate(shelf, row)),
    )
    return [...onShelves, ...[...this.#bound.of(author)].map((hash) => boundCandidate(this.#bound, hash))]
  }

  #find(hash: Hex): { shelf: Shelf; row: number } | undefined {
    // What is shorter, or no hex, is nobody's.
    return this.#id.write(hash.slice(2), 'hex') === HASH_BYTES ? this.#findId() : undefined
  }

  #findId(): { shelf: Shelf; row: number } | undefined {
    // By its place: an iterator costs more than to look into both.
    for (let at = 0; at < this.#shelves.length; at++) {
      const shelf = this.#shelves[at]!
      const row = shelf.index.find(this.#id)
      if (row !== undefined) return { shelf, row }
    }
    return undefined
  }

  #shelf(denomination: Denomination): Shelf {
    let shelf = this.#shelves.find((one) => one.denomination === denomination)
    if (!shelf) {
      shelf = new Shelf({ denomination, seed: this.#seed, accounts: this.#accounts, documents: this.#documents })
      if (this.#isDeferred) shelf.index.defer()
      this.#shelves.push(shelf)
    }
    return shelf
  }
}

function listsOf(found: readonly Candidate[], suffix = ''): readonly AskSource[] {
  return DENOMINATIONS.map((denomination) => listSource(`${denomination}${suffix}`, denomination, found))
}

function fitsExactly(
  query: AskQuery,
  liveUntilSeconds: bigint,
  moment: SearchMoment,
): (candidate: Candidate) => boolean {
  return (candidate) => {
    const facts = candidate.facts()
    if (facts.order.expiresAtSeconds < liveUntilSeconds) return false
    return unmet(query, facts, moment).every((requirement) => requirement === 'expiry-of-ask')
  }
}

function isSame(a: SupplierFacts, b: SupplierFacts): boolean {
  return (
    a.master === b.master &&
    a.identity === b.identity &&
    a.reliability === b.reliability &&
    a.isCountryContradicted === b.isCountryContradicted
  )
}
