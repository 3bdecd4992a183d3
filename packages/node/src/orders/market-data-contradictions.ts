import type {
  ClassPrices,
  GetPricesResponse,
  HistoryPoint,
  ListSuppliersResponse,
  MarketHistoryResponse,
  SupplierMessage,
} from '@sonm/protocol'

// Of what two marketplaces say that have read the chain equally far, only that counts which both have from the chain alone. What is offered
// may differ, and so may what a deal has sold: who never saw its ask counts it under `all` and under no other class.

const ALL_CLASSES = 'all'

export function pricesContradict(one: GetPricesResponse, other: GetPricesResponse): boolean {
  const known = new Map(other.classes.map((prices) => [prices.marketClass, prices]))
  return one.classes.some((prices) => {
    const theirs = known.get(prices.marketClass)
    return theirs !== undefined && classContradicts(prices, theirs)
  })
}

function classContradicts(one: ClassPrices, other: ClassPrices): boolean {
  if (one.marketClass === ALL_CLASSES) return one.deals !== other.deals || one.volumeWei !== other.volumeWei
  return one.deals === other.deals && one.lastPerHour !== other.lastPerHour
}

export function historiesContradict(one: MarketHistoryResponse, other: MarketHistoryResponse): boolean {
  const known = new Map(other.points.map((point) => [point.startSeconds, point]))
  return one.points.some((point) => {
    const theirs = known.get(point.startSeconds)
    return theirs !== undefined && theirs.deals === point.deals && pricesOf(point) !== pricesOf(theirs)
  })
}

/** Of the deals that were opened. */
function pricesOf({ openPerHour, highPerHour, lowPerHour, closePerHour }: HistoryPoint): string {
  return [openPerHour, highPerHour, lowPerHour, closePerHour].join(' ')
}

/** Without the score, which the receipts that a marketplace has are a part of. */
export function recordsContradict(one: SupplierMessage, other: SupplierMessage): boolean {
  return recordOf(one) !== recordOf(other)
}

/** Of those that both list: whom one leaves out may stand on another page. */
export function suppliersContradict(one: ListSuppliersResponse, other: ListSuppliersResponse): boolean {
  const known = new Map(other.suppliers.map((supplier) => [supplier.master, supplier]))
  return one.suppliers.some(({ master, deals, earnedWei }) => {
    const theirs = known.get(master)
    return theirs !== undefined && (theirs.deals !== deals || theirs.earnedWei !== earnedWei)
  })
}

function recordOf(record: SupplierMessage): string {
  const { master, deals, completed, endedEarlyBySupplier, earnedWei, bondsPaidWei } = record
  return [master, deals, completed, endedEarlyBySupplier, earnedWei, bondsPaidWei].join(' ')
}
