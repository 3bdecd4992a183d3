import type { Hex } from '@sonm/model'
import { Blocks, type Marks } from './blocks.ts'
import { BookMemory } from './book-memory.ts'
import { IdTable } from './id-table.ts'
import type { CountReport, IndexAnswer, IndexSearch } from './index-answer.ts'
import { type Counted, type IndexQuery, type Place, QueryWriter } from './index-query.ts'
import type { Kernels } from './kernels.ts'
import { KEY, priceAt, sequenceAt } from './key.ts'
import { FOUND_BYTES, LANE, MAX_FOUND, PLACE, QUERY, REPORT, REPORT_BYTES, ROW } from './layout.ts'
import { kernelsFor } from './load-kernels.ts'
import { exactOf } from './plain/place.ts'
import { admits } from './plain/walk.ts'
import { RowBits } from './row-bits.ts'
import { RowLists } from './row-lists.ts'
import { type IndexedAsk, type NewAsk, needsHighs, readRow, stage, writeRow, writeStanding } from './row-record.ts'
import { Rows } from './rows.ts'
import { Thresholds } from './thresholds.ts'

/** Fewer asks are searched as fast without thresholds. */
const FIRST_THRESHOLDS_AT = 512
/** Thresholds are chosen anew when so many times as many asks have come as there were. */
const THRESHOLDS_AFTER = 4
/** More are asked for at once when those before were turned away. */
const WIDEN = 4

/**
 * Asks in memory, made for "the cheapest whose every number reaches what is asked": see docs/decisions/0011-an-index-for-dominance.md.
 * Every answer is exact, in the order of price and sequence.
 */
export class AskIndex {
  readonly #memory = new BookMemory()
  readonly #rows = new Rows(this.#memory)
  readonly #kernels: Kernels
  readonly #blocks: Blocks
  readonly #ids: IdTable
  readonly #byExpiry: RowLists
  readonly #byAuthor: RowLists
  readonly #thresholds = new Thresholds(this.#memory)
  readonly #queries = new QueryWriter(this.#memory, this.#thresholds)
  readonly #bits = new RowBits(this.#memory, this.#rows)
  #size = 0
  #untilThresholds = FIRST_THRESHOLDS_AT
  /** Nothing live expires before. */
  #expiredBefore = 0

  /** @param options.seed of the table of ids, which strangers must not know */
  constructor(options: { seed: number; kernels?: (memory: BookMemory) => Kernels }) {
    this.#kernels = (options.kernels ?? kernelsFor)(this.#memory)
    this.#blocks = new Blocks(this.#memory, this.#rows, this.#kernels)
    this.#ids = new IdTable(this.#memory, this.#rows, options.seed)
    this.#byExpiry = new RowLists(this.#memory, this.#rows, { previous: ROW.previousOfExpiry, next: ROW.nextOfExpiry })
    this.#byAuthor = new RowLists(this.#memory, this.#rows, { previous: ROW.previousOfAuthor, next: ROW.nextOfAuthor })
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#memory.bytes
  }

  /** Many asks are coming, the first of all: their places are chosen by `settle`, or when anything else is asked. */
  defer(): void {
    this.#blocks.defer()
  }

  settle(): void {
    if (!this.#blocks.isDeferred) return
    this.#blocks.layOut()
    this.#chooseThresholds()
  }

  /** Its row, which is its own until it is removed. No ask with its id is there. */
  insert(ask: NewAsk): number {
    const row = this.#rows.allocate()
    stage(this.#memory, ask.benchmarks)
    const highs = needsHighs(this.#memory) ? this.#rows.allocateHighs() : undefined
    writeRow(this.#memory, this.#rows.address(row), ask, highs)
    this.#ids.add(row)
    this.#byExpiry.add(ask.expiresAtSeconds, row)
    this.#byAuthor.add(ask.author, row)
    this.#blocks.insert(row, ask)
    this.#expiredBefore = Math.min(this.#expiredBefore, ask.expiresAtSeconds)
    this.#size++
    if (--this.#untilThresholds <= 0 && !this.#blocks.isDeferred) this.#chooseThresholds()
    return row
  }

  find(id: Uint8Array): number | undefined {
    return this.#ids.find(id)
  }

  remove(row: number): void {
    const address = this.#rows.address(row)
    this.#byExpiry.delete(this.#memory.u32[(address + ROW.expiresAtSeconds) >>> 2]!, row)
    this.#byAuthor.delete(this.#memory.u32[(address + ROW.author) >>> 2]!, row)
    this.#ids.delete(row)
    this.#placed.remove(row)
    this.#rows.free(row)
    this.#size--
  }

  /** Removes what expires before this second, without a look at anything else. @param each called before a row goes */
  expire(nowSeconds: number, each: (row: number) => void): number {
    let expired = 0
    for (const second of this.#byExpiry.numbers(this.#expiredBefore, nowSeconds)) {
      for (const row of this.#byExpiry.of(second)) {
        each(row)
        this.remove(row)
        expired++
      }
    }
    this.#expiredBefore = Math.max(this.#expiredBefore, nowSeconds)
    return expired
  }

  /** Rows are below. */
  get end(): number {
    return this.#rows.end
  }

  has(row: number): boolean {
    return !this.#rows.isFree(row)
  }

  idOf(row: number): Hex {
    return this.#memory.hex(this.#rows.address(row) + ROW.id, 32)
  }

  read(row: number): ReturnType<typeof readRow> {
    return readRow(this.#memory, this.#rows.address(row), this.#placed.codesOf(row))
  }

  placeOf(row: number): Place {
    const key = (this.#rows.address(row) >>> 2) + KEY.ofRow
    return { price: priceAt(this.#memory, key), sequence: sequenceAt(this.#memory, key) }
  }

  authorOf(row: number): number {
    return this.#memory.u32[(this.#rows.address(row) + ROW.author) >>> 2]!
  }

  documentOf(row: number): number {
    return this.#memory.u32[(this.#rows.address(row) + ROW.document) >>> 2]!
  }

  expiresAtSeconds(row: number): number {
    return this.#memory.u32[(this.#rows.address(row) + ROW.expiresAtSeconds) >>> 2]!
  }

  /** The exact value of a lane that has one. */
  numberOf(row: number, lane: number): bigint {
    return exactOf(this.#memory, this.#rows.address(row), lane, this.#placed.codesOf(row)(lane))
  }

  marksOf(row: number): Marks {
    return this.#placed.marksOf(row)
  }

  /** The newest first. */
  rowsOf(author: number): readonly number[] {
    return this.#byAuthor.of(author)
  }

  /** Sets what is known of an ask's supplier. */
  update(row: number, standing: Pick<IndexedAsk, 'identity' | 'reliability'>, marks: Marks): void {
    stage(this.#memory, this.read(row).benchmarks)
    writeStanding(this.#memory, this.#rows.address(row), standing)
    this.#blocks.refresh(row, marks)
  }

  /** The first asks that fit. */
  search(query: IndexQuery, { limit, after, accept, workBound }: IndexSearch): IndexAnswer {
    this.settle()
    const rows: number[] = []
    this.#queries.writeSearch(query)
    let place = after
    let last: number | undefined
    let work = 0
    for (let want = Math.min(limit, MAX_FOUND); ; want = Math.min(want * WIDEN, MAX_FOUND)) {
      if (place) this.#queries.writeAfter(place)
      this.#set(QUERY.workBound, Math.max(0, workBound - work))
      const from = place ? this.#blocks.directory.locate(KEY.ofPage) : 0
      const found = this.#kernels.walk(from, this.#blocks.directory.length, want)
      work += this.#get(QUERY.workUsed)
      for (let at = 0; at < found && rows.length < limit; at++) {
        const row = this.#memory.u32[(PLACE.found + at * FOUND_BYTES + 16) >>> 2]!
        const isAccepted = accept ? accept(row) : true
        if (isAccepted === undefined) {
          const reached = last === undefined ? after : this.placeOf(last)
          return { rows, isTruncated: true, reached, work }
        }
        if (isAccepted) rows.push(row)
        last = row
        if (at === want - 1) place = this.placeOf(row)
      }
      const isTruncated = rows.length < limit && this.#get(QUERY.isTruncated) === 1
      const reached = isTruncated ? this.#beforeBlock(this.#get(QUERY.next)) : undefined
      if (rows.length >= limit || found < want || isTruncated) return { rows, isTruncated, reached, work }
    }
  }

  /** Whether this one fits. */
  fits(row: number, { numbers, flags, sets, maxPrice, liveUntilSeconds }: IndexQuery): boolean {
    if (this.expiresAtSeconds(row) < liveUntilSeconds) return false
    if (maxPrice !== undefined && this.placeOf(row).price > maxPrice) return false
    const codes = this.#placed.codesOf(row)
    if ((codes(LANE.flags) & flags) !== flags) return false
    if (!sets.every(({ lane, values }) => values.includes(codes(lane)))) return false
    return numbers.every(({ lane, op, value }) => {
      const figure = exactOf(this.#memory, this.#rows.address(row), lane, codes(lane))
      return admits(op, figure < value ? -1 : figure === value ? 0 : 1)
    })
  }

  /** What each requirement turns away, by itself and alone; exact, through all asks. */
  count(
    counted: readonly Counted[],
    liveUntilSeconds: number,
  ): { live: number; fitting: number; reports: readonly CountReport[] } {
    this.settle()
    const over = this.#byExpiry
      .numbers(this.#expiredBefore, liveUntilSeconds)
      .flatMap((list) => this.#byExpiry.of(list))
    for (const row of over) this.#blocks.setAlive(row, false)
    this.#queries.writeCount(counted)
    this.#kernels.count(this.#blocks.directory.length)
    for (const row of over) this.#blocks.setAlive(row, true)
    const reports = counted.map((_, index) => this.#report(PLACE.reports + index * REPORT_BYTES))
    return { live: this.#get(QUERY.live), fitting: this.#get(QUERY.fitting), reports }
  }

  /** Marks rows by a question of their owner, for a count: the `index`-th such set. */
  rowBits(index: number, isIn: (row: number) => boolean): number {
    return this.#bits.write(index, isIn)
  }

  /** When each ask has its place. */
  get #placed(): Blocks {
    this.settle()
    return this.#blocks
  }

  /** Behind all that stands in blocks before, and before all that stands in this one. */
  #beforeBlock(position: number): Place {
    const key = (this.#blocks.directory.at(position) >>> 2) + KEY.ofBlock
    const [price, sequence] = [priceAt(this.#memory, key), sequenceAt(this.#memory, key)]
    return sequence > 0 ? { price, sequence: sequence - 1 } : { price: price - 1n, sequence: Number.MAX_SAFE_INTEGER }
  }

  #report(report: number): CountReport {
    const { u32, u64 } = this.#memory
    const best = (BigInt(u32[(report + REPORT.bestHi) >>> 2]!) << 64n) | u64[(report + REPORT.bestLo) >>> 3]!
    return {
      turnedAway: u32[(report + REPORT.turnedAway) >>> 2]!,
      missedAlone: u32[(report + REPORT.missedAlone) >>> 2]!,
      best: u32[(report + REPORT.hasBest) >>> 2] ? best : undefined,
    }
  }

  #chooseThresholds(): void {
    this.#thresholds.choose(this.#blocks.directory, this.#size)
    this.#blocks.rebuildAll()
    this.#untilThresholds = Math.max(FIRST_THRESHOLDS_AT, this.#size) * THRESHOLDS_AFTER
  }

  #get(offset: number): number {
    return this.#memory.u32[(PLACE.query + offset) >>> 2]!
  }

  #set(offset: number, value: number): void {
    this.#memory.u32[(PLACE.query + offset) >>> 2] = value
  }
}
