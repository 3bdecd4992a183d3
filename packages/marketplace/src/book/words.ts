import { normalWord } from '@sonm/model'

/** No word, several, or one for which no code was left: what is asked for may be among them. */
export const OTHER_WORDS = 0xffff
export const NO_WORD = 0

/** Codes of the words that stand in lanes. Country codes are fixed; models of GPUs get theirs as they come. */
export class Words {
  readonly #gpuModels = new Map<string, number>()

  /** @param country as in the details, ISO 3166-1 */
  country(country: string | undefined): number {
    return country === undefined ? NO_WORD : (countryCode(normalWord('country', country)) ?? OTHER_WORDS)
  }

  /** @param models of all cards of a machine */
  gpuModels(models: readonly string[]): number {
    const normal = new Set(models.map((model) => normalWord('gpu.model', model)))
    const [only, second] = normal
    if (only === undefined) return NO_WORD
    if (second !== undefined) return OTHER_WORDS
    const known = this.#gpuModels.get(only)
    if (known !== undefined) return known
    const code = this.#gpuModels.size + 1
    if (code >= OTHER_WORDS) return OTHER_WORDS
    this.#gpuModels.set(only, code)
    return code
  }

  /** The codes that an ask with one of these words can have; none: no ask has any. @param values in their normal form */
  codesOf(field: 'country' | 'gpu.model', values: readonly string[]): readonly number[] {
    if (field === 'country') return values.map(countryCode).filter((code) => code !== undefined)
    return [...values.map((value) => this.#gpuModels.get(value)).filter((code) => code !== undefined), OTHER_WORDS]
  }
}

const LETTERS = 26

function countryCode(word: string): number | undefined {
  if (!/^[A-Z]{2}$/.test(word)) return undefined
  return (word.charCodeAt(0) - 65) * LETTERS + (word.charCodeAt(1) - 65) + 1
}
