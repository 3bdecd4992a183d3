/** The inner loops. All work on the one memory; addresses are in bytes. */
export interface Kernels {
  /** Puts a row into a slot: codes, bitmaps, zone and its being alive. */
  place(
    block: number,
    slot: number,
    row: number,
    address: number,
    flags: number,
    country: number,
    gpuModel: number,
  ): void
  /** Writes the codes of a row, whose benchmarks are staged, lane after lane. */
  encode(to: number, address: number, flags: number, country: number, gpuModel: number): void
  /**
   * Puts rows into the first slots of an empty block; `rebuild` makes bitmaps and zone. At PLACE.found stand their numbers, and behind
   * SLOTS of them where the codes of each are.
   */
  placeAll(block: number, count: number): void
  /** Copies the lanes and the row number of a slot; `rebuild` does the rest. */
  copySlot(from: number, fromSlot: number, to: number, toSlot: number): void
  /** Makes zone and bitmaps anew from lanes and thresholds. */
  rebuild(block: number): void
  /** Finds the first asks that fit from a place of the directory on; how many stand at PLACE.found. */
  walk(from: number, blocks: number, want: number): number
  /** Counts what each requirement turns away; the answer stands at PLACE.reports. */
  count(blocks: number): void
}
