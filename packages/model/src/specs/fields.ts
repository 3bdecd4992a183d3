import { CodedError } from '@sonm/common'
import { z } from 'zod'
import { parseAddress } from '../identity/address.ts'
import { IDENTITY_LEVELS } from '../orders/order.ts'
import { closest } from '../units/closest.ts'
import { excerpt } from '../units/decimal.ts'
import { parsePrice } from '../units/money.ts'
import type { YamlFile } from './yaml.ts'

/** Schemas of the fields of spec files. Scalars come as text; an empty field comes as null. */

/** A map with exactly these fields: an unknown one is an error that lists the known. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return `it must hold the fields ${known.join(', ')}`
      const key = String((issue.keys as readonly string[])[0])
      const near = closest(key, known)
      const hint = near === undefined ? '' : `did you mean '${near}'? `
      return `the field is unknown; ${hint}allowed are ${known.join(', ')}`
    },
  })
}

/** A field that may be absent or empty. */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => value ?? undefined, schema.optional()).optional()
}

export const text = z.string({ error: 'it must be a text' })
export const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'it must be a list' })
export const textMap = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value, { error: 'it must be a map of names to values' })

/** A text that a function reads; what the function throws coded becomes the error of the field. */
export function read<Value>(parse: (text: string) => Value) {
  return text.transform((value, context) => {
    try {
      return parse(value)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      context.addIssue({ code: 'custom', message: error.what.replace(/\.$/, '') })
      return z.NEVER
    }
  })
}

/** A text that a function reads, or refuses by returning the reason. */
export function readOr<Value>(parse: (text: string) => { readonly value: Value } | { readonly reason: string }) {
  return text.transform((value, context) => {
    const result = parse(value)
    if ('value' in result) return result.value
    context.addIssue({ code: 'custom', message: result.reason })
    return z.NEVER
  })
}

export const flag = readOr((value) => {
  if (value === 'true' || value === 'false') return { value: value === 'true' }
  return { reason: `'${excerpt(value)}' must be true or false` }
})

export function wholeNumber(least: number, most: number) {
  return readOr((value) => {
    if (/^-?[0-9]{1,16}$/.test(value) && Number(value) >= least && Number(value) <= most)
      return { value: Number(value) }
    return { reason: `'${excerpt(value)}' must be a whole number from ${least} to ${most}` }
  })
}

/** "1.5" cores as 150. */
export const cores = readOr((value) => {
  const match = /^([0-9]{1,5})(?:\.([0-9]{1,2}))?$/.exec(value)
  if (match) return { value: Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) }
  return { reason: `'${excerpt(value)}' must be a number of cores with at most two decimals, such as 1.5` }
})

export const address = read(parseAddress)
export const price = read(parsePrice)

const LEVELS = { unknown: 0, ...IDENTITY_LEVELS } as const
export const identity = readOr((value) => {
  const known = Object.keys(LEVELS)
  if (Object.hasOwn(LEVELS, value)) return { value: LEVELS[value as keyof typeof LEVELS] as number }
  const near = closest(value, known)
  return {
    reason: `'${excerpt(value)}' is no identity level; ${near ? `did you mean '${near}'? ` : ''}allowed are ${known.join(', ')}`,
  }
})

/** Kept in 32 bytes of the order. */
export const tag = readOr((value) =>
  new TextEncoder().encode(value).length > 32 || value.includes('\0')
    ? { reason: 'it must have at most 32 bytes, none of them zero' }
    : { value },
)

/** A field of the original's files that is not served yet: an error unless it is empty or says what is anyway so. */
export function unsupported(reason: string) {
  return z
    .unknown()
    .superRefine((value, context) => {
      const harmless =
        value === undefined ||
        value === null ||
        value === '' ||
        value === 'false' ||
        (typeof value === 'object' && Object.keys(value).length === 0)
      if (!harmless) context.addIssue({ code: 'custom', message: reason, params: { unsupported: true } })
    })
    .optional()
}

/**
 * Reads a file's data by its schema.
 * @throws SPEC_INVALID, SPEC_UNSUPPORTED at the first field that is wrong
 */
export function readFields<Schema extends z.ZodType>(file: YamlFile, schema: Schema): z.output<Schema> {
  if (file.data === null) throw file.error('SPEC_INVALID', [], 'the file is empty')
  const result = schema.safeParse(file.data, { reportInput: true })
  if (result.success) return result.data
  // A mistyped name explains the field that is missing beside it.
  const { issues } = result.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  const others = issues.filter((each) => each !== issue && isMissing(each)).map((each) => `'${each.path.join('.')}'`)
  const unserved = issue.code === 'custom' && issue.params?.unsupported === true
  throw file.error(
    unserved ? 'SPEC_UNSUPPORTED' : 'SPEC_INVALID',
    path,
    isMissing(issue) ? ['it is missing', ...others].join(', and so is ') : issue.message,
  )
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && 'input' in issue && (issue.input === undefined || issue.input === null)
}
