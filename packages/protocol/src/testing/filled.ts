import { create, type DescField, type DescMessage, type Message, ScalarType } from '@bufbuild/protobuf'

/** Messages with every field set to no default: one for each way to choose among the fields of a oneof. */
export function filled(type: DescMessage): Message[] {
  const choices = Math.max(1, ...type.oneofs.map(({ fields }) => fields.length))
  return Array.from({ length: choices }, (_, choice) => {
    const chosen = type.oneofs.map(({ localName, fields }) => {
      const field = fields[choice % fields.length]!
      return [localName, { case: field.localName, value: valueIn(field) }]
    })
    const others = type.fields.filter(({ oneof }) => !oneof).map((field) => [field.localName, valueIn(field)])
    return create(type, Object.fromEntries([...chosen, ...others]))
  })
}

function valueIn(field: DescField): unknown {
  if (field.fieldKind === 'list') return [one(field), one(field)]
  if (field.fieldKind === 'map') return { key: one(field) }
  return one(field)
}

function one({ message, enum: choices, scalar }: DescField): unknown {
  if (message) return filled(message)[0]
  if (choices) return choices.values.at(-1)!.number
  const sample = SAMPLES[scalar!]
  if (sample === undefined) throw new Error(`there is no sample of ${ScalarType[scalar!]}`)
  return sample
}

/** Of the types that the protocol uses. */
const SAMPLES: Partial<Record<ScalarType, unknown>> = {
  [ScalarType.BOOL]: true,
  [ScalarType.STRING]: 'text',
  [ScalarType.BYTES]: Uint8Array.of(251, 255),
  [ScalarType.DOUBLE]: 0.37,
  [ScalarType.INT32]: -1,
  [ScalarType.UINT32]: 2 ** 32 - 1,
  [ScalarType.UINT64]: 2n ** 64n - 1n,
}
