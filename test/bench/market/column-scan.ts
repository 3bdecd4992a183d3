import type { DataSet, SetQuery } from './data-set.ts'

/** The floor to beat, and what answers are checked by: all asks in columns sorted by price, gone through until enough fit. */
export class ColumnScan {
  readonly #set: DataSet
  /** Numbers of the asks, the cheapest first, then the oldest. */
  readonly order: Uint32Array
  readonly #lanes: readonly Float64Array[]

  constructor(set: DataSet) {
    this.#set = set
    this.order = Uint32Array.from({ length: set.count }, (_, at) => at).sort(
      (a, b) => set.price[a]! - set.price[b]! || a - b,
    )
    this.#lanes = set.lanes.map((lane) => Float64Array.from(this.order, (at) => lane[at]!))
  }

  /** The numbers of the first that fit. */
  first(limit: number, { least, flags, countries, gpuModel }: SetQuery): number[] {
    const { flags: flagsOf, country, gpuModel: modelOf } = this.#set
    const columns = least.map(({ lane }) => this.#lanes[lane]!)
    const values = least.map(({ value }) => value)
    const found: number[] = []
    scan: for (let place = 0; place < this.order.length; place++) {
      for (let i = 0; i < columns.length; i++) if (columns[i]![place]! < values[i]!) continue scan
      const at = this.order[place]!
      if ((flagsOf[at]! & flags) !== flags) continue
      if (countries.length > 0 && !countries.includes(country[at]!)) continue
      if (gpuModel > 0 && modelOf[at] !== gpuModel) continue
      found.push(at)
      if (found.length === limit) break
    }
    return found
  }
}
