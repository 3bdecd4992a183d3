/** Puts an item at its place among the best so many. */
export function keepBest<Item>(best: Item[], item: Item, most: number, compare: (a: Item, b: Item) => number): void {
  if (best.length === most && compare(item, best.at(-1)!) >= 0) return
  let low = 0
  let high = best.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(best[middle]!, item) < 0) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, item)
  if (best.length > most) best.pop()
}
