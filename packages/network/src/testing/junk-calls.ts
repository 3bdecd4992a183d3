import {
  create,
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescService,
  type Message,
  ScalarType,
} from '@bufbuild/protobuf'
import { isCoded, type Random } from '@sonm/common'

export interface JunkOptions {
  readonly service: DescService
  /** A client of it. */
  readonly client: object
  readonly random: Random
  readonly cases: number
  /** Among the texts: what stands for something at the service, so that junk gets further. */
  readonly texts?: readonly string[]
  /** Lets virtual time pass until a call has its end; by default time passes by itself. */
  readonly run?: (call: Promise<unknown>) => Promise<unknown>
}

/**
 * Calls every method of a service with messages made by chance of their fields.
 * @returns what came back that should not: anything but an answer or a coded refusal
 */
export async function throwJunk(options: JunkOptions): Promise<readonly unknown[]> {
  const { service, random, cases, texts = [], run = (call) => call } = options
  const client = options.client as Record<string, (message: Message, options?: object) => unknown>
  const wrong: unknown[] = []
  for (let at = 0; at < cases; at++) {
    const method = service.methods[at % service.methods.length]!
    const message = junkMessage(method.input, random, texts)
    const call = async () => {
      if (method.methodKind === 'unary') return await client[method.localName]!(message)
      const end = new AbortController()
      try {
        for await (const _ of client[method.localName]!(message, { signal: end.signal }) as AsyncIterable<unknown>)
          break
      } finally {
        end.abort(new Error('it is read no further'))
      }
    }
    try {
      await run(call())
    } catch (error) {
      if (!isCoded(error) || error.code === 'INTERNAL') wrong.push({ method: method.name, message, error })
    }
  }
  return wrong
}

/** A message of this kind with whatever in its fields. */
export function junkMessage(schema: DescMessage, random: Random, texts: readonly string[] = [], depth = 0): Message {
  const fields: Record<string, unknown> = {}
  for (const field of schema.fields) {
    if (random.integer(4) === 0) continue
    const value = junkField(field, random, texts, depth)
    if (value === undefined) continue
    if (field.oneof) fields[field.oneof.localName] = { case: field.localName, value }
    else fields[field.localName] = value
  }
  return create(schema, fields)
}

function junkField(field: DescField, random: Random, texts: readonly string[], depth: number): unknown {
  const one = (): unknown => {
    if (field.message) return depth > 4 ? undefined : junkMessage(field.message, random, texts, depth + 1)
    if (field.enum) return junkEnum(field.enum, random)
    return field.scalar === undefined ? undefined : junkScalar(field.scalar, random, texts)
  }
  if (field.fieldKind === 'map') return undefined
  if (field.fieldKind !== 'list') return one()
  const length = pick([0, 1, 2, 20, 300], random)
  return depth > 3 ? [] : Array.from({ length }, one).filter((value) => value !== undefined)
}

function junkEnum({ values }: DescEnum, random: Random): number {
  return random.integer(4) === 0 ? 77 : pick(values, random).number
}

const NUMBERS = [0, 1, 2, 60, 1_000, 65_536, 2 ** 31 - 1]
const LARGE = [0n, 1n, 3_600n, 1_800_000_000n, 2n ** 53n, 2n ** 63n - 1n]

function junkScalar(type: ScalarType, random: Random, texts: readonly string[]): unknown {
  switch (type) {
    case ScalarType.STRING:
      return junkText(random, texts)
    case ScalarType.BYTES:
      return random.bytes(pick([0, 1, 16, 32, 65, 5_000], random))
    case ScalarType.BOOL:
      return random.integer(2) === 1
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return pick([...LARGE, 2n ** 64n - 1n], random)
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return pick([...LARGE, -1n, -(2n ** 63n)], random)
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return pick([...NUMBERS, -1, Number.NaN, Number.POSITIVE_INFINITY], random)
    default:
      return pick(type === ScalarType.UINT32 ? [...NUMBERS, 2 ** 32 - 1] : [...NUMBERS, -1], random)
  }
}

const TEXTS = [
  '',
  '0x',
  '-1',
  '1',
  '1e9',
  `${2n ** 256n}`,
  '\u0000',
  'ａ\u202e',
  'ram>=1GiB',
  '>>>',
  '__proto__',
  '192.0.2.1:1',
  '{"a":[]}',
]

function junkText(random: Random, texts: readonly string[]): string {
  if (texts.length > 0 && random.integer(3) === 0) return pick(texts, random)
  if (random.integer(2) === 0) return pick(TEXTS, random)
  if (random.integer(8) === 0) return 'x'.repeat(20_000)
  return `0x${Buffer.from(random.bytes(pick([1, 20, 32, 65], random))).toString('hex')}`
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.integer(items.length)]!
}
