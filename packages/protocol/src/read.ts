import { fail, type Hex, visible } from '@sonm/model'

/** Readers of wire fields from strangers: each throws INPUT_INVALID naming the field. */

const invalid = (field: string, reason: string) => fail('INPUT_INVALID', { field, reason })

/** A decimal number of at most 78 digits (2^256); empty reads as 0. */
export function readNumber(field: string, text: string): bigint {
  if (text === '') return 0n
  if (!/^(0|[1-9][0-9]{0,77})$/.test(text)) throw invalid(field, 'it must be a whole decimal number')
  return BigInt(text)
}

/** 0x and an exact count of bytes; any case is read, lower case is returned. `ifEmpty` stands for a missing field. */
export function readHex(field: string, text: string, bytes: number, ifEmpty?: Hex): Hex {
  if (text === '' && ifEmpty !== undefined) return ifEmpty
  if (text.length !== 2 + bytes * 2 || !/^0x[0-9a-fA-F]+$/.test(text)) {
    throw invalid(field, `it must be 0x and ${bytes * 2} hex digits`)
  }
  return text.toLowerCase() as Hex
}

/** A 64-bit count as a JavaScript number; beyond 2^53 it is refused. */
export function readCount(field: string, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(field, 'it is too large')
  return Number(value)
}

export function readPresent<Value>(field: string, value: Value | undefined): Value {
  if (value === undefined) throw invalid(field, 'it is missing')
  return value
}

export function readOneOf<Choice extends string>(field: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text)
  if (choice === undefined) throw invalid(field, `it must be one of ${choices.join(', ')}`)
  return choice
}

/** What a stranger may make us keep and print in one sentence. Ours are a tenth of it. */
const MAX_TEXT = 1000

/** A stranger's sentence for people, cut to size and on one line. */
export function plainText(text: string): string {
  return visible(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text)
}
