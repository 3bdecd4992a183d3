/** One step of a schema, applied once and in order; never edited after a release. */
export interface Migration {
  readonly name: string
  readonly sql: string
}
