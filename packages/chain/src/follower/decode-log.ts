import { marketAbi } from '@sonm/contracts'
import type { Hex } from '@sonm/model'
import { type AbiEvent, type DecodeEventLogReturnType, toEventSelector } from 'viem'

/** An event and its arguments as viem's `decodeEventLog` gives them, but addresses in lower case. */
export type DecodedLog = DecodeEventLogReturnType<typeof marketAbi>

type Value = bigint | number | boolean | string
type Read = (word: string) => Value | undefined

/** One argument: a word, or (a struct) several. */
interface Field {
  readonly name: string
  readonly read?: Read
  readonly fields?: readonly Field[]
}

interface Layout {
  readonly eventName: string
  readonly indexed: readonly Field[]
  readonly data: readonly Field[]
  /** Hexadecimal digits of the data. */
  readonly digits: number
}

interface AbiParameter {
  readonly name?: string | undefined
  readonly type: string
  readonly indexed?: boolean | undefined
  readonly components?: readonly AbiParameter[]
}

const WORD = 64
const HEX = /^0x[0-9a-f]*$/
const TOPIC = /^0x[0-9a-f]{64}$/

const FIXED = /^(address|bool|bytes32|uint\d+)$/

/** Whether it is a word, or words at fixed places. */
function isFixed({ type, components = [] }: AbiParameter): boolean {
  return type === 'tuple' ? components.every(isFixed) : FIXED.test(type)
}

/** What the market's contract says about deals and money, by the topic that names the event. All of it is words. */
const LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  marketAbi
    .filter((entry) => entry.type === 'event' && entry.inputs.every(isFixed))
    .map((entry) => entry as AbiEvent)
    .map((event) => [toEventSelector(event), layoutOf(event.name, event.inputs)]),
)

/** The topics that name the market's events. */
export const EVENT_TOPICS = [...LAYOUTS.keys()] as readonly Hex[]

/**
 * Decodes a log of the market. Stricter than viem's `decodeEventLog`, and many times faster: all that these events hold is
 * words at fixed places. Unlike it, this takes no padding that is not zero, and no byte too many.
 * @returns undefined when it is none of these events, a sentence's end when the log is malformed
 */
export function decodeLog(topics: readonly unknown[], data: unknown): DecodedLog | undefined | { malformed: string } {
  const layout = LAYOUTS.get(topics[0] as string)
  if (layout === undefined) {
    return topics.every(isTopic) ? undefined : { malformed: 'a topic is not a word' }
  }
  const { eventName, indexed, digits } = layout
  if (topics.length !== indexed.length + 1) return { malformed: `${eventName} has ${topics.length} topics` }
  if (typeof data !== 'string' || data.length !== digits + 2) {
    return { malformed: `the data of ${eventName} has not ${digits / 2} bytes` }
  }
  if (!HEX.test(data)) return { malformed: `the data of ${eventName} is not hexadecimal` }
  const args: Record<string, unknown> = {}
  for (let at = 0; at < indexed.length; at++) {
    const topic = topics[at + 1]
    const value = isTopic(topic) ? indexed[at]!.read!(topic.slice(2)) : undefined
    if (value === undefined) return { malformed: `${indexed[at]!.name} of ${eventName} is out of range` }
    args[indexed[at]!.name] = value
  }
  const wrong = readFields(layout.data, data, 2, args)
  if (typeof wrong === 'string') return { malformed: `${wrong} of ${eventName} is out of range` }
  return { eventName, args } as unknown as DecodedLog
}

/** Fills `into`. @returns where the data goes on, or the name of what is out of range */
function readFields(
  fields: readonly Field[],
  data: string,
  from: number,
  into: Record<string, unknown>,
): number | string {
  let at = from
  for (const { name, read, fields: inner } of fields) {
    if (inner === undefined) {
      const value = read!(data.slice(at, at + WORD))
      if (value === undefined) return name
      into[name] = value
      at += WORD
      continue
    }
    const struct: Record<string, unknown> = {}
    const next = readFields(inner, data, at, struct)
    if (typeof next === 'string') return next
    into[name] = struct
    at = next
  }
  return at
}

function isTopic(topic: unknown): topic is string {
  return typeof topic === 'string' && TOPIC.test(topic)
}

function layoutOf(eventName: string, inputs: readonly AbiParameter[]): Layout {
  const data = inputs.filter(({ indexed }) => !indexed).map(fieldOf)
  return {
    eventName,
    indexed: inputs.filter(({ indexed }) => indexed).map(fieldOf),
    data,
    digits: wordsOf(data) * WORD,
  }
}

function wordsOf(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + (field.fields === undefined ? 1 : wordsOf(field.fields)), 0)
}

function fieldOf({ name = '', type, components }: AbiParameter): Field {
  return type === 'tuple' ? { name, fields: (components ?? []).map(fieldOf) } : { name, read: readerOf(type) }
}

function readerOf(type: string): Read {
  if (type === 'address') return readAddress
  if (type === 'bool') return readBool
  if (type === 'bytes32') return (word) => `0x${word}`
  return uintReader(Number(type.slice('uint'.length)))
}

const ADDRESS_PADDING = '0'.repeat(24)

function readAddress(word: string): string | undefined {
  return word.startsWith(ADDRESS_PADDING) ? `0x${word.slice(24)}` : undefined
}

function readBool(word: string): boolean | undefined {
  const value = BigInt(`0x${word}`)
  return value > 1n ? undefined : value === 1n
}

/** viem gives numbers of up to 48 bits as `number`, all others as `bigint`. */
function uintReader(bits: number): Read {
  const padding = '0'.repeat((256 - bits) / 4)
  const numberOf = bits > 48 ? BigInt : Number
  return (word) => (word.startsWith(padding) ? numberOf(`0x${word.slice(padding.length)}`) : undefined)
}
