import { type AskFacts, BENCHMARK_COUNT, type Denomination, fail, type Hex, type Order } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { ORDER_FIELDS } from '../store/order-layout.ts'
import { PackedAsk } from '../store/packed-ask.ts'
import type { Accounts } from './accounts.ts'
import type { Documents } from './documents.ts'
import { AskIndex } from './index/ask-index.ts'
import type { Benchmarks, NewAsk } from './index/row-record.ts'
import { KindRows } from './kind-rows.ts'
import { NO_MARKS, writeMarks } from './marks.ts'
import { OrderRecords } from './order-records.ts'
import type { Offer, SupplierFacts } from './search.ts'

const U32_LIMIT = 2 ** 32
/** Bits of an order that has every net flag. */
const NET_MASK = 7

/** The asks of one denomination that are for everybody, whose prices compare by their digits. */
export class Shelf {
  readonly index: AskIndex
  readonly denomination: Denomination
  readonly byKind = new KindRows()
  readonly #accounts: Accounts
  readonly #documents: Documents
  readonly #records: OrderRecords
  /** The ask that is put in; used again, for a start would make a million of them. */
  readonly #ask: { -readonly [Field in keyof NewAsk]: NewAsk[Field] } = {
    ...NO_MARKS,
    id: new Uint8Array(0),
    price: 0n,
    sequence: 0,
    expiresAtSeconds: 0,
    benchmarks: [],
    durationSeconds: 0,
    identity: 0,
    reliability: 0,
    author: 0,
    document: 0,
  }

  constructor(options: { denomination: Denomination; seed: number; accounts: Accounts; documents: Documents }) {
    this.denomination = options.denomination
    this.#accounts = options.accounts
    this.#documents = options.documents
    this.#records = new OrderRecords(options.denomination)
    this.index = new AskIndex({ seed: options.seed })
  }

  /** The ask is not in the book. @param id the bytes of its hash @throws ORDER_INVALID when its details are none */
  insert(live: LiveOrder, supplier: SupplierFacts, id: Uint8Array): void {
    const { order, details } = live.signed
    const expiresAtSeconds = secondsIn(order, 'expiresAtSeconds')
    const durationSeconds = secondsIn(order, 'durationSeconds')
    const document = this.#documents.take(details, order.detailsHash)
    const { marks, kind } = this.#documents.get(document)
    const author = this.#accounts.take(order.author, supplier)
    const ask = this.#ask
    writeMarks(ask, order, marks, supplier)
    ask.id = id
    ask.price = order instanceof PackedAsk ? order.wordsOf(ORDER_FIELDS.pricePerSecond) : order.pricePerSecond
    ask.sequence = live.sequence
    ask.expiresAtSeconds = expiresAtSeconds
    ask.benchmarks = benchmarksOf(order)
    ask.durationSeconds = durationSeconds
    ask.identity = supplier.identity
    ask.reliability = supplier.reliability
    ask.author = author
    ask.document = document
    const row = this.index.insert(ask)
    this.byKind.add(kind, row)
    this.#records.write(row, live)
  }

  remove(row: number): void {
    this.#release(row)
    this.index.remove(row)
  }

  expire(nowSeconds: number, each: (hash: Hex) => void): number {
    return this.index.expire(nowSeconds, (row) => {
      this.#release(row)
      each(this.index.idOf(row))
    })
  }

  *all(): Iterable<LiveOrder> {
    for (let row = 0; row < this.index.end; row++) if (this.index.has(row)) yield this.offer(row).live
  }

  /** Sets what is known of the supplier of this ask. */
  update(row: number, supplier: SupplierFacts): void {
    const { flags } = this.index.marksOf(row)
    const { marks } = this.#documents.get(this.index.documentOf(row))
    const order = { netFlags: flags & NET_MASK, identityLevel: this.#records.identityLevel(row) }
    writeMarks(this.#ask, order, marks, supplier)
    this.index.update(row, supplier, this.#ask)
  }

  /** Of its document. */
  kindOf(row: number): number {
    return this.#documents.get(this.index.documentOf(row)).kind
  }

  placedAtMs(row: number): number {
    return this.#records.placedAtMs(row)
  }

  offer(row: number): Offer {
    const fields = this.index.read(row)
    const { rare, ...record } = this.#records.read(row)
    const { text: details, hash: detailsHash } = this.#documents.get(fields.document)
    const order: Order = {
      side: 'ask',
      author: this.#accounts.address(fields.author),
      counterparty: rare.counterparty,
      matcher: rare.matcher,
      nonce: record.nonce,
      epoch: record.epoch,
      expiresAtSeconds: BigInt(fields.expiresAtSeconds),
      durationSeconds: BigInt(fields.durationSeconds),
      pricePerSecond: fields.price,
      denomination: this.denomination,
      snmPerUsdCap: record.snmPerUsdCap,
      identityLevel: record.identityLevel,
      netFlags: this.index.marksOf(row).flags & NET_MASK,
      bond: rare.bond,
      tag: rare.tag,
      detailsHash,
      benchmarks: fields.benchmarks,
    }
    const signed = { order, signature: record.signature, details }
    const live = { sequence: fields.sequence, hash: fields.id, placedAtMs: record.placedAtMs, signed }
    return { live, supplier: this.#accounts.supplier(fields.author) }
  }

  /** What a condition can ask of this ask. */
  facts(row: number): AskFacts {
    const { live, supplier } = this.offer(row)
    const details = this.#documents.details(this.index.documentOf(row))
    return { order: live.signed.order, details, placedAtSeconds: secondsOf(live.placedAtMs), ...supplier }
  }

  #release(row: number): void {
    this.byKind.delete(this.kindOf(row), row)
    this.#accounts.release(this.index.authorOf(row))
    this.#documents.release(this.index.documentOf(row))
  }
}

function benchmarksOf(order: Order): Benchmarks {
  if (order instanceof PackedAsk) return order.wordsOf(ORDER_FIELDS.benchmarks)
  const { benchmarks } = order
  if (benchmarks.length === BENCHMARK_COUNT) return benchmarks
  return Array.from({ length: BENCHMARK_COUNT }, (_, lane) => benchmarks[lane] ?? 0n)
}

/** Whoever checked the order has refused it already if they are too many: it would expire in decades, or run for more than a hundred years. */
function secondsIn(order: Order, field: 'expiresAtSeconds' | 'durationSeconds'): number {
  const seconds = order instanceof PackedAsk ? order.countIn(ORDER_FIELDS[field]) : Number(order[field])
  if (seconds >= U32_LIMIT) throw fail('ORDER_INVALID', { field, reason: 'it is out of range' })
  return seconds
}

export function secondsOf(ms: number): bigint {
  return BigInt(Math.floor(ms / 1000))
}
