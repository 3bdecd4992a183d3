import { type AskDetails, type ExecutorKind, normalWord, type Order, type WordField } from '@sonm/model'
import type { Marks } from './index/blocks.ts'
import type { SupplierFacts } from './search.ts'
import { NO_WORD, type Words } from './words.ts'

/** An ask of identity level L is admitted to buyers of level L and above: one bit for each level of a buyer below the highest. */
const ADMITS_LEVEL_0 = 6
const LEVELS_WITH_A_BIT = 4

/** The bits that single words have; the first three are the net flags of the order itself. */
const WORD_BITS: Readonly<Partial<Record<WordField, Readonly<Record<string, number>>>>> = {
  net: { overlay: 1 << 0, outbound: 1 << 1, incoming: 1 << 2 },
  executor: { container: 1 << 3, wasm: 1 << 4, noop: 1 << 5 } satisfies Record<ExecutorKind, number>,
  arch: { amd64: 1 << 10, arm64: 1 << 11 },
  'gpu.vendor': { nvidia: 1 << 12, amd: 1 << 13 },
}
const NET_MASK = 7

/** The bit that an ask with this word has, and no other; undefined: the word has none. */
export function bitOf(field: WordField, word: string): number | undefined {
  const bits = WORD_BITS[field]
  return bits && Object.hasOwn(bits, word) ? bits[word] : undefined
}

/** The bit that an ask needs to admit a buyer of this level; 0: all admit him. */
export function admissionOf(buyerIdentity: number): number {
  return buyerIdentity >= LEVELS_WITH_A_BIT ? 0 : 1 << (ADMITS_LEVEL_0 + Math.max(0, buyerIdentity))
}

/** What the details alone put into the lanes. */
export function documentMarks(details: AskDetails, words: Words): Marks {
  const { gpus } = details.resources
  const bits = [
    ...details.executors.map((kind) => bitOf('executor', kind)),
    bitOf('arch', normalWord('arch', details.architecture)),
    ...gpus.map(({ vendor }) => bitOf('gpu.vendor', normalWord('gpu.vendor', vendor))),
  ]
  return {
    flags: bits.reduce<number>((flags, bit) => flags | (bit ?? 0), 0),
    country: words.country(details.country),
    gpuModel: words.gpuModels(gpus.map(({ model }) => model)),
  }
}

export const NO_MARKS: Marks = { flags: 0, country: NO_WORD, gpuModel: NO_WORD }

/** Those of an ask, whose document has these. */
export function writeMarks(
  ask: { -readonly [Field in keyof Marks]: Marks[Field] },
  order: Pick<Order, 'netFlags' | 'identityLevel'>,
  document: Marks,
  { isCountryContradicted }: SupplierFacts,
): void {
  let flags = document.flags | (order.netFlags & NET_MASK)
  for (let level = order.identityLevel; level < LEVELS_WITH_A_BIT; level++) flags |= 1 << (ADMITS_LEVEL_0 + level)
  ask.flags = flags
  ask.country = isCountryContradicted ? NO_WORD : document.country
  ask.gpuModel = document.gpuModel
}
