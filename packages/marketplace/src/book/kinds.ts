import type { AskDetails } from '@sonm/model'

interface Kind {
  readonly key: string
  readonly details: AskDetails
  documents: number
}

/**
 * Kinds of details documents: those of one kind differ in nothing that a condition can ask of a document. Of a million asks, whose hubs each
 * have documents of their own, there are some hundreds: machines of one kind in one region.
 */
export class Kinds {
  readonly #byKey = new Map<string, number>()
  readonly #kinds: Kind[] = []
  readonly #free: number[] = []

  /** Numbers are below. */
  get end(): number {
    return this.#kinds.length
  }

  /** The kind of one document more. */
  take(details: AskDetails): number {
    const key = keyOf(details)
    let number = this.#byKey.get(key)
    if (number === undefined) {
      number = this.#free.pop() ?? this.#kinds.length
      this.#kinds[number] = { key, details: { ...details, locators: [] }, documents: 0 }
      this.#byKey.set(key, number)
    }
    this.#kinds[number]!.documents++
    return number
  }

  release(number: number): void {
    const kind = this.#kinds[number]!
    if (--kind.documents > 0) return
    this.#byKey.delete(kind.key)
    this.#free.push(number)
  }

  /** Those of one of its documents, without where its hub is. */
  details(number: number): AskDetails {
    return this.#kinds[number]!.details
  }
}

function keyOf({ architecture, executors, country, region, ports, resources }: AskDetails): string {
  const gpus = resources.gpus.map(({ vendor, model }) => [vendor, model])
  return JSON.stringify([architecture, executors, country, region, ports, gpus])
}
