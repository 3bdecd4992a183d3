import { type Condition, compares, NET_FLAGS, type SearchMoment, satisfies, type WordField } from '@sonm/model'
import type { Accounts } from './accounts.ts'
import type { Documents } from './documents.ts'
import { type Shelf, secondsOf } from './shelf.ts'
import { WORK, type WorkBudget } from './work-budget.ts'

const ALL_NET_FLAGS = Object.values(NET_FLAGS).reduce((all, flag) => all | flag, 0)

/** What a condition can depend on, as a small number below `end`: asks that share it are judged alike, and once. */
interface Trait {
  readonly end: number
  of(row: number): number
}

/** @param budget of the part of the question that asks */
export type RowJudge = (row: number, budget: WorkBudget) => boolean

/** Judges all rows of a shelf by a condition that the index does not know. */
export function rowJudge(
  condition: Condition,
  {
    shelf,
    documents,
    accounts,
    moment,
    budget,
  }: { shelf: Shelf; documents: Documents; accounts: Accounts; moment: SearchMoment; budget: WorkBudget },
): RowJudge {
  const judge: RowJudge = (row, budget) => {
    budget.spend(WORK.read)
    return satisfies(condition, shelf.facts(row), moment)
  }
  if (condition.kind === 'price') {
    const { index, denomination } = shelf
    const { op, price } = condition
    // Only "is not this price" is left to look at here, in its own denomination or at a rate that makes it exact.
    if (price.denomination === denomination)
      return (row) => compares(index.placeOf(row).price, op, price.pricePerSecond)
    return judge
  }
  if (condition.kind === 'number' && condition.field === 'age') {
    const { op, value } = condition
    return (row, budget) => {
      budget.spend(WORK.aged)
      const age = moment.nowSeconds - secondsOf(shelf.placedAtMs(row))
      return compares(age > 0n ? age : 0n, op, value)
    }
  }
  const trait = traitOf(condition, shelf, documents, accounts)
  // A byte for each kind has to be cleared.
  budget.spend(trait.end / 128)
  return once(trait, judge)
}

function traitOf(
  condition: Exclude<Condition, { kind: 'price' }>,
  shelf: Shelf,
  documents: Documents,
  accounts: Accounts,
): Trait {
  const { index } = shelf
  const document = { end: documents.kinds.end, of: (row: number) => shelf.kindOf(row) }
  if (condition.kind === 'number') return condition.field === 'ports' ? document : { end: 1, of: () => 0 }
  const traits: Readonly<Record<WordField, Trait>> = {
    hub: { end: accounts.end, of: (row) => index.authorOf(row) },
    supplier: { end: accounts.end, of: (row) => index.authorOf(row) },
    net: { end: ALL_NET_FLAGS + 1, of: (row) => index.marksOf(row).flags & ALL_NET_FLAGS },
    country: withContradiction(shelf, documents, accounts),
    region: withContradiction(shelf, documents, accounts),
    arch: document,
    executor: document,
    'gpu.vendor': document,
    'gpu.model': document,
  }
  return traits[condition.field]
}

function withContradiction(shelf: Shelf, documents: Documents, accounts: Accounts): Trait {
  return {
    end: documents.kinds.end * 2,
    of: (row) => shelf.kindOf(row) * 2 + (accounts.supplier(shelf.index.authorOf(row)).isCountryContradicted ? 1 : 0),
  }
}

function once(trait: Trait, judge: RowJudge): RowJudge {
  const [unknown, no, yes] = [0, 1, 2]
  const known = new Uint8Array(trait.end)
  return (row, budget) => {
    const at = trait.of(row)
    if (known[at] === unknown) known[at] = judge(row, budget) ? yes : no
    return known[at] === yes
  }
}
