import {
  type AnyDesc,
  type DescEnum,
  type DescField,
  type DescFile,
  type DescMessage,
  ScalarType,
} from '@bufbuild/protobuf'
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt'

/** The comment that stands at a definition. */
export type Describe = (described: Exclude<AnyDesc, DescFile>) => string | undefined

export type JsonSchema = Readonly<Record<string, unknown>>

/** A message or an enum as a component; `found` collects what it refers to. */
export function schemaOf(
  type: DescMessage | DescEnum,
  describe: Describe,
  found: (type: Component) => void,
): JsonSchema {
  const description = describe(type)
  const about = description === undefined ? {} : { description }
  if (type.kind === 'enum') return { ...about, type: 'string', enum: type.values.map(({ name }) => name) }
  const properties = type.fields.map((field) => {
    const text = describe(field)
    return [field.jsonName, { ...fieldSchema(field, found), ...(text === undefined ? {} : { description: text }) }]
  })
  const choices = type.oneofs.map(({ fields }) => atMostOne(fields.map(({ jsonName }) => jsonName)))
  return {
    ...about,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(choices.length === 0 ? {} : { allOf: choices }),
  }
}

export type Component = DescMessage | DescEnum

export const reference = ({ typeName }: Component) => ({ $ref: `#/components/schemas/${typeName}` })

/** A field as protobuf's JSON writes it. Where one with the default value is left out, the default stands here. */
function fieldSchema(field: DescField, found: (type: Component) => void): JsonSchema {
  const refer = (type: Component) => {
    found(type)
    return reference(type)
  }
  const one = (kind: {
    scalar?: ScalarType | undefined
    message?: DescMessage | undefined
    enum?: DescEnum | undefined
  }) => (kind.message ? refer(kind.message) : kind.enum ? refer(kind.enum) : SCALARS[kind.scalar!])
  switch (field.fieldKind) {
    case 'list':
      return { type: 'array', items: one(field), default: [] }
    case 'map':
      return { type: 'object', additionalProperties: one(field), default: {} }
    case 'message':
      return refer(field.message)
    case 'enum':
      return { ...refer(field.enum), ...(isImplicit(field) ? { default: field.enum.values[0]!.name } : {}) }
    case 'scalar':
      return { ...SCALARS[field.scalar], ...(isImplicit(field) ? { default: defaultOf(field.scalar) } : {}) }
  }
}

const isImplicit = ({ presence }: DescField) => presence === FeatureSet_FieldPresence.IMPLICIT

function atMostOne(names: readonly string[]): JsonSchema {
  const given = names.map((name) => ({ required: [name] }))
  return { oneOf: [...given, { not: { anyOf: given } }] }
}

const int32 = { type: 'integer', format: 'int32', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
const uint32 = { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 }
/** JSON's numbers would lose digits. */
const int64 = { type: 'string', pattern: '^-?[0-9]+$' }
const uint64 = { type: 'string', pattern: '^[0-9]+$' }
const float = { anyOf: [{ type: 'number' }, { enum: ['NaN', 'Infinity', '-Infinity'] }] }

const SCALARS: Readonly<Record<ScalarType, JsonSchema>> = {
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
  [ScalarType.DOUBLE]: float,
  [ScalarType.FLOAT]: float,
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FIXED64]: uint64,
}

function defaultOf(scalar: ScalarType): unknown {
  const { type, pattern } = SCALARS[scalar]
  if (type === 'boolean') return false
  if (type !== 'string') return 0
  return pattern === undefined ? '' : '0'
}
