import { type Condition, compares, NET_FLAGS, type SearchMoment, satisfies } from '@sonm/model'
import type { Accounts } from './accounts.ts'
import type { Documents } from './documents.ts'
import { isOfDocuments } from './kind-filter.ts'
import type { DocumentCondition } from './kinds.ts'
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
  if (isOfDocuments(condition)) return documentJudge(condition, shelf, documents, accounts, budget)
  const trait = traitOf(condition, shelf, accounts)
  // A byte for each kind has to be cleared.
  budget.spend(trait.end / 128)
  return once(trait, judge)
}

/** What is said in documents is compared in a form that the kinds have ready. */
function documentJudge(
  condition: DocumentCondition,
  shelf: Shelf,
  { kinds }: Documents,
  accounts: Accounts,
  budget: WorkBudget,
): RowJudge {
  budget.spend(kinds.end / 128)
  const meets = once({ end: kinds.end, of: (row) => shelf.kindOf(row) }, (row, part) => {
    part.spend(WORK.read + kinds.workOfNames(shelf.kindOf(row), condition))
    return kinds.meets(shelf.kindOf(row), condition)
  })
  if (condition.field !== 'country' && condition.field !== 'region') return meets
  return (row, part) => !accounts.supplier(shelf.index.authorOf(row)).isCountryContradicted && meets(row, part)
}

function traitOf(condition: Exclude<Condition, { kind: 'price' }>, { index }: Shelf, accounts: Accounts): Trait {
  if (condition.kind === 'word' && condition.field === 'net') {
    return { end: ALL_NET_FLAGS + 1, of: (row) => index.marksOf(row).flags & ALL_NET_FLAGS }
  }
  return condition.kind === 'word' ? { end: accounts.end, of: (row) => index.authorOf(row) } : { end: 1, of: () => 0 }
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
