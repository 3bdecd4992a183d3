import type { PackedRows, SqlValue } from './many-rows.ts'
import type { Migration } from './migration.ts'

/** What the thread of a store is started with. */
export interface ThreadData {
  readonly path: string
  readonly migrations: readonly Migration[]
}

/** One statement for the thread; it runs them in the order in which they come. `close` is the last. */
export type ThreadRequest =
  | {
      readonly kind: 'query'
      readonly sql: string
      readonly parameters: readonly unknown[]
      /** Memory for the answer. */
      readonly spare?: ArrayBuffer | undefined
    }
  | { readonly kind: 'many'; readonly sql: string; readonly rows: PackedRows }
  | { readonly kind: 'close' }

/** Its answers, in the same order; the first one says how the opening went. */
export type ThreadAnswer =
  | { readonly kind: 'changed'; readonly changes: number; readonly insertId: bigint }
  | { readonly kind: 'packed'; readonly names: readonly string[]; readonly rows: PackedRows }
  | { readonly kind: 'values'; readonly names: readonly string[]; readonly rows: readonly (readonly SqlValue[])[] }
  | { readonly kind: 'failed'; readonly error: ThreadError }

/** An error loses all but its message on the way between threads. */
export interface ThreadError {
  readonly message: string
  readonly code?: unknown
  readonly errcode?: unknown
}
