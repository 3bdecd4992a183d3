const NO_ROW = 0xffffffff
const SMALLEST = 64

/** The rows of a shelf by the kinds of their documents. */
export class KindRows {
  #next = new Uint32Array(SMALLEST)
  #previous = new Uint32Array(SMALLEST)
  #heads = new Uint32Array(SMALLEST).fill(NO_ROW)
  #counts = new Uint32Array(SMALLEST)

  add(kind: number, row: number): void {
    this.#next = roomFor(this.#next, row)
    this.#previous = roomFor(this.#previous, row)
    this.#heads = roomFor(this.#heads, kind, NO_ROW)
    this.#counts = roomFor(this.#counts, kind)
    const head = this.#heads[kind]!
    this.#next[row] = head
    this.#previous[row] = NO_ROW
    if (head !== NO_ROW) this.#previous[head] = row
    this.#heads[kind] = row
    this.#counts[kind]!++
  }

  delete(kind: number, row: number): void {
    const [previous, next] = [this.#previous[row]!, this.#next[row]!]
    if (next !== NO_ROW) this.#previous[next] = previous
    if (previous === NO_ROW) this.#heads[kind] = next
    else this.#next[previous] = next
    this.#counts[kind]!--
  }

  count(kind: number): number {
    return this.#counts[kind] ?? 0
  }

  *of(kind: number): Iterable<number> {
    for (let row = this.#heads[kind] ?? NO_ROW; row !== NO_ROW; row = this.#next[row]!) yield row
  }
}

/** Room for this number, and half as much again. */
function roomFor(list: Uint32Array<ArrayBuffer>, number: number, empty = 0): Uint32Array<ArrayBuffer> {
  if (number < list.length) return list
  const larger = new Uint32Array(Math.ceil((number + 1) * 1.5))
  // What is not touched takes no memory.
  if (empty !== 0) larger.fill(empty)
  larger.set(list)
  return larger
}
