import type { AskQuery, SearchMoment } from '@sonm/model'
import type { Accounts } from './accounts.ts'
import { type Accept, type AskSource, indexSource, rowsSource } from './ask-source.ts'
import type { Documents } from './documents.ts'
import { ownNumbers } from './explain-asks.ts'
import { fittingKinds, isOfDocuments } from './kind-filter.ts'
import { type RowJudge, rowJudge } from './row-judge.ts'
import { type Left, planSearch, type SearchPlan } from './search-plan.ts'
import type { Shelf } from './shelf.ts'
import { OTHER_WORDS, type Words } from './words.ts'
import { WORK, type WorkBudget } from './work-budget.ts'

/** So few are looked at one by one, wherever they stand: in the order of prices they could all be among the last. */
export const FEW_ROWS = 5_000

interface Parts {
  readonly shelves: readonly Shelf[]
  readonly accounts: Accounts
  readonly documents: Documents
  readonly words: Words
  readonly fewRows: number
}

/** What fits on the shelves. */
export function indexSources(
  query: AskQuery,
  parts: Parts,
  when: { readonly liveUntilSeconds: bigint; readonly moment: SearchMoment; readonly budget: WorkBudget },
): readonly AskSource[] {
  const own = query.buyer === undefined ? new Set<number>() : ownNumbers(parts.accounts, query.buyer)
  return parts.shelves.flatMap((shelf) => {
    const plan = planSearch(query, shelf.denomination, parts.words, when.moment)
    return plan.isImpossible ? [] : sourcesOf(shelf, plan, own, parts, when)
  })
}

function sourcesOf(
  shelf: Shelf,
  plan: SearchPlan,
  own: ReadonlySet<number>,
  { accounts, documents, fewRows }: Parts,
  { liveUntilSeconds, moment, budget }: Parameters<typeof indexSources>[2],
): readonly AskSource[] {
  const { index, byKind } = shelf
  const judgeOf = ({ condition, isKnownByCode }: Left): RowJudge => {
    const judge = rowJudge(condition, { shelf, documents, accounts, moment, budget })
    return isKnownByCode ? (row, part) => index.marksOf(row).gpuModel !== OTHER_WORDS || judge(row, part) : judge
  }
  const ofDocuments = plan.left.flatMap(({ condition, isKnownByCode }) =>
    isOfDocuments(condition) && !isKnownByCode ? [condition] : [],
  )
  const fitting = ofDocuments.length === 0 ? undefined : fittingKinds(ofDocuments, documents.kinds, budget)
  const left = fitting ? plan.left.filter(({ condition }) => !ofDocuments.some((one) => one === condition)) : plan.left
  const judges = left.map(judgeOf)
  if (own.size > 0) judges.push((row) => !own.has(index.authorOf(row)))
  const asksWhere = ofDocuments.some(
    (condition) => condition.kind === 'word' && (condition.field === 'country' || condition.field === 'region'),
  )
  if (fitting && asksWhere) judges.push((row) => !accounts.supplier(index.authorOf(row)).isCountryContradicted)
  const acceptOf = (all: readonly RowJudge[]): Accept | undefined => {
    if (all.length === 0) return undefined
    return (row, part) =>
      all.every((judge) => {
        part.spend(WORK.judged)
        return judge(row, part)
      })
  }
  const options = { liveUntilSeconds: Number(liveUntilSeconds) }
  if (!fitting) return [indexSource(shelf, plan, { ...options, accept: acceptOf(judges) })]
  const kinds = [...fitting.keys()].filter((kind) => fitting[kind] === 1 && byKind.count(kind) > 0)
  const count = kinds.reduce((sum, kind) => sum + byKind.count(kind), 0)
  if (count === 0) return []
  if (count <= fewRows) {
    const rows = function* () {
      for (const kind of kinds) yield* byKind.of(kind)
    }
    return [rowsSource(shelf, plan, { ...options, rows, accept: acceptOf(judges) })]
  }
  const isFitting: RowJudge = (row) => fitting[shelf.kindOf(row)] === 1
  return [indexSource(shelf, plan, { ...options, accept: acceptOf([isFitting, ...judges]) })]
}
