import type { AskDetails } from '../orders/details.ts'
import { NET_FLAGS } from '../orders/order.ts'
import type { AskFacts } from './ask-facts.ts'
import type { Condition, WordField } from './ask-query.ts'
import { normalWord } from './normal-word.ts'

/** So many values are looked through one by one. */
const FEW = 8

/** What a details document says in words. */
export type DocumentWordField = Exclude<WordField, 'net' | 'hub' | 'supplier'>

/** The words as the document has them; compare them by `normalWord`. */
export function documentWords(field: DocumentWordField, details: AskDetails): readonly string[] {
  switch (field) {
    case 'arch':
      return [details.architecture]
    case 'gpu.vendor':
      return details.resources.gpus.map(({ vendor }) => vendor)
    case 'gpu.model':
      return details.resources.gpus.map(({ model }) => model)
    case 'country':
      return present(details.country)
    case 'region':
      return present(details.region)
    case 'executor':
      return details.executors
  }
}

/** The same of the whole ask. */
export function askWords(field: WordField, { order, details, master }: AskFacts): readonly string[] {
  switch (field) {
    case 'net':
      return (Object.keys(NET_FLAGS) as (keyof typeof NET_FLAGS)[]).filter((name) => order.netFlags & NET_FLAGS[name])
    case 'hub':
      return [order.author]
    case 'supplier':
      return present(master)
    default:
      return documentWords(field, details)
  }
}

const present = (word: string | undefined) => (word === undefined ? [] : [word])

const compared = new WeakMap<AskDetails, Map<WordField, readonly string[]>>()

/** The same in the form in which they are compared, each once. A supplier may name 64 cards as he likes, and a query ask for each name 64 times: once for each document they are made. */
export function comparedWords(field: WordField, facts: AskFacts): readonly string[] {
  const make = () => normalWords(field, askWords(field, facts))
  // These stand in no document.
  if (field === 'net' || field === 'hub' || field === 'supplier') return make()
  const known = compared.get(facts.details) ?? new Map<WordField, readonly string[]>()
  compared.set(facts.details, known)
  const words = known.get(field) ?? make()
  known.set(field, words)
  return words
}

export function normalWords(field: WordField, words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => normalWord(field, word)))]
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** @param words in the form in which they are compared */
export function meetsWords(
  { op, values }: Pick<Extract<Condition, { kind: 'word' }>, 'op' | 'values'>,
  words: readonly string[],
): boolean {
  if (values.length <= FEW) return words.some((word) => values.includes(word)) === (op === 'in')
  const set = sets.get(values) ?? new Set(values)
  sets.set(values, set)
  return words.some((word) => set.has(word)) === (op === 'in')
}
