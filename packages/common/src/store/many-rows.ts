import type { CompiledQuery, Kysely } from 'kysely'

/** What SQLite's statements take and give. */
export type SqlValue = null | number | bigint | string | Uint8Array

/**
 * As the only parameter of a statement: the statement runs once for each row. A batch then crosses to a thread, or to the
 * database, as one.
 */
export class ManyRows {
  readonly #rows: readonly (readonly SqlValue[])[] | PackedRows

  /** @param rows whose buffers, where they are packed, are given away */
  constructor(rows: readonly (readonly SqlValue[])[] | PackedRows) {
    this.#rows = rows
  }

  /** Undefined where a column is neither all numbers nor all bytes. */
  packed(): PackedRows | undefined {
    return 'columns' in this.#rows ? this.#rows : packRows(this.#rows)
  }

  each(): Iterable<readonly SqlValue[]> {
    return 'columns' in this.#rows ? unpackRows(this.#rows) : this.#rows
  }

  /** The rows of a statement that is given any. */
  static of(parameters: readonly unknown[]): ManyRows | undefined {
    return parameters[0] instanceof ManyRows ? parameters[0] : undefined
  }
}

export interface PackedNumbers {
  readonly numbers: Float64Array
}

/** Values begin at multiples of eight bytes, so that words can be read where they lie. */
export interface PackedBytes {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** Rows as few big buffers, which go to another thread without being copied. */
export interface PackedRows {
  readonly count: number
  readonly columns: readonly (PackedNumbers | PackedBytes)[]
}

/**
 * Undefined where a column is neither all numbers nor all bytes.
 * @param spare memory that nobody uses any more, for a column of bytes
 */
export function packRows(rows: readonly (readonly unknown[])[], spare?: ArrayBuffer): PackedRows | undefined {
  const width = rows[0]?.length ?? 0
  const columns: (PackedNumbers | PackedBytes)[] = []
  for (let at = 0; at < width; at++) {
    const column = packColumn(rows, at, spare)
    if (!column) return undefined
    if ('bytes' in column && column.bytes.buffer === spare) spare = undefined
    columns.push(column)
  }
  return { count: rows.length, columns }
}

function packColumn(
  rows: readonly (readonly unknown[])[],
  at: number,
  spare: ArrayBuffer | undefined,
): PackedNumbers | PackedBytes | undefined {
  if (typeof rows[0]![at] === 'number') {
    const numbers = new Float64Array(rows.length)
    for (let row = 0; row < rows.length; row++) {
      const value = rows[row]![at]
      if (typeof value !== 'number') return undefined
      numbers[row] = value
    }
    return { numbers }
  }
  const ends = new Uint32Array(rows.length)
  let length = 0
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]![at]
    if (!(value instanceof Uint8Array)) return undefined
    length = packedAfter(length) + value.length
    ends[row] = length
  }
  const fits = spare !== undefined && length <= spare.byteLength && length > spare.byteLength / 2
  const bytes = fits ? new Uint8Array(spare, 0, length) : new Uint8Array(length)
  for (let row = 0; row < rows.length; row++) bytes.set(rows[row]![at] as Uint8Array, packedStart({ ends }, row))
  return { bytes, ends }
}

/** Where the value behind one that ends here begins. */
export function packedAfter(end: number): number {
  return Math.ceil(end / 8) * 8
}

export function packedStart({ ends }: Pick<PackedBytes, 'ends'>, row: number): number {
  return row === 0 ? 0 : packedAfter(ends[row - 1]!)
}

/** The values of one row. Bytes are views of the pack. */
export function unpackRow({ columns }: PackedRows, row: number): (number | Uint8Array)[] {
  const values = new Array<number | Uint8Array>(columns.length)
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at]!
    if ('numbers' in column) values[at] = column.numbers[row]!
    else values[at] = column.bytes.subarray(packedStart(column, row), column.ends[row])
  }
  return values
}

export function* unpackRows(rows: PackedRows): Iterable<(number | Uint8Array)[]> {
  for (let row = 0; row < rows.count; row++) yield unpackRow(rows, row)
}

/** The buffers that may be given away with the pack, each once. */
export function buffersOf({ columns }: PackedRows): ArrayBuffer[] {
  const buffers = columns.flatMap((column) =>
    'numbers' in column ? [column.numbers.buffer] : [column.bytes.buffer, column.ends.buffer],
  )
  return [...new Set(buffers)] as ArrayBuffer[]
}

interface Packing {
  readonly spare: ArrayBuffer | undefined
  readonly onSent: () => void
}

export interface PackedRead {
  readonly rows: Promise<PackedRows>
  /** From here on a store in a thread is at it, however long this thread has other work; another store has done it. */
  readonly sent: Promise<void>
}

const PACKED = Symbol('packed')
const packs = new WeakMap<readonly unknown[], PackedRows>()

/**
 * What a query answers, whose columns are each all numbers or all bytes; a store in a thread then makes no object of any row.
 * @param used rows that nobody needs any more: their memory is given away. Whoever reads many pages hands each one back, for the
 * garbage collector finds it late, and at the price of a look at everything
 */
export function readPacked<Row>(
  store: Pick<Kysely<never>, 'executeQuery'>,
  query: CompiledQuery<Row>,
  used?: PackedRows,
): PackedRead {
  const sent = Promise.withResolvers<void>()
  const packing: Packing = { spare: used && largestOf(used), onSent: sent.resolve }
  const rows = readRows(store, { ...query, [PACKED]: packing } as CompiledQuery<Row>)
  rows.then(() => sent.resolve(), sent.resolve)
  return { rows, sent: sent.promise }
}

async function readRows<Row>(store: Pick<Kysely<never>, 'executeQuery'>, query: CompiledQuery<Row>) {
  const { rows } = await store.executeQuery<Row>(query)
  const packed = packs.get(rows) ?? packRows(rows.map((row) => Object.values(row as object)))
  if (!packed) throw new TypeError('rows that are packed hold numbers and bytes alone')
  return packed
}

/** How the answer is packed; undefined: it is not. */
export function packingOf(query: CompiledQuery): Packing | undefined {
  return (query as { readonly [PACKED]?: Packing })[PACKED]
}

function largestOf(rows: PackedRows): ArrayBuffer | undefined {
  return buffersOf(rows).sort((a, b) => b.byteLength - a.byteLength)[0]
}

/** The answer to `readPacked`, as Kysely passes it on. */
export function packedAnswer<Row>(packed: PackedRows): Row[] {
  const rows: Row[] = []
  packs.set(rows, packed)
  return rows
}
