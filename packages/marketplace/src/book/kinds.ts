import {
  type AskDetails,
  type Condition,
  compares,
  type DocumentWordField,
  documentWords,
  meetsWords,
  normalWords,
} from '@sonm/model'
import { WORK } from './work-budget.ts'

/** What a condition can ask of a document, in the form in which it is compared. */
type Said = Readonly<Record<DocumentWordField, readonly string[]>> & { readonly ports: number }

interface Kind {
  readonly key: string
  readonly said: Said
  documents: number
}

/** A condition that a document decides, but for a country that is contradicted. */
export type DocumentCondition = Exclude<Condition, { kind: 'price' }>

/**
 * Kinds of details documents: those of one kind differ in nothing that a condition can ask of a document. Of a million asks, whose hubs each
 * have documents of their own, there are some hundreds: machines of one kind in one region.
 */
export class Kinds {
  readonly #byKey = new Map<string, number>()
  readonly #kinds: Kind[] = []
  readonly #free: number[] = []
  /** All names of vendors, and of models. */
  readonly #names = { 'gpu.vendor': 0, 'gpu.model': 0 }

  /** Numbers are below. */
  get end(): number {
    return this.#kinds.length
  }

  /** The work of judging all of them. */
  workOf({ field }: DocumentCondition): number {
    const names = field === 'gpu.vendor' || field === 'gpu.model' ? this.#names[field] : 0
    return this.end * WORK.kind + names * WORK.word
  }

  /** The kind of one document more. */
  take(details: AskDetails): number {
    const key = keyOf(details)
    let number = this.#byKey.get(key)
    if (number === undefined) {
      number = this.#free.pop() ?? this.#kinds.length
      const said = saidIn(details)
      this.#kinds[number] = { key, said, documents: 0 }
      this.#byKey.set(key, number)
      this.#count(said, 1)
    }
    this.#kinds[number]!.documents++
    return number
  }

  release(number: number): void {
    const kind = this.#kinds[number]!
    if (--kind.documents > 0) return
    this.#byKey.delete(kind.key)
    this.#count(kind.said, -1)
    this.#free.push(number)
  }

  /** The work that the names of one's cards are. */
  workOfNames(number: number, { field }: DocumentCondition): number {
    const { said } = this.#kinds[number]!
    return field === 'gpu.vendor' || field === 'gpu.model' ? said[field].length * WORK.word : 0
  }

  /** Whether the documents of this kind have what is asked for. */
  meets(number: number, condition: DocumentCondition): boolean {
    const { said } = this.#kinds[number]!
    if (condition.kind === 'number') return compares(BigInt(said.ports), condition.op, condition.value)
    return meetsWords(condition, said[condition.field as DocumentWordField])
  }

  #count(said: Said, sign: 1 | -1): void {
    for (const field of ['gpu.vendor', 'gpu.model'] as const) this.#names[field] += sign * said[field].length
  }
}

/** As it is written: every document is told by it, and few are of a new kind. */
function keyOf({ architecture, executors, country, region, ports, resources }: AskDetails): string {
  const gpus = resources.gpus.map(({ vendor, model }) => [vendor, model])
  return JSON.stringify([architecture, executors, country, region, ports, gpus])
}

function saidIn(details: AskDetails): Said {
  const said = (field: DocumentWordField) => normalWords(field, documentWords(field, details))
  return {
    arch: said('arch'),
    executor: said('executor'),
    'gpu.vendor': said('gpu.vendor'),
    'gpu.model': said('gpu.model'),
    country: said('country'),
    region: said('region'),
    ports: details.ports ?? 0,
  }
}
