import { toBinary } from '@bufbuild/protobuf'
import { WireType } from '@bufbuild/protobuf/wire'
import { type Hex, type SignedOrder, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import { SignedOrderSchema, signedOrderToMessage } from '@sonm/protocol'
import {
  bytesField,
  contentOf,
  fieldsOf,
  messageOf,
  textField,
  varint,
  varintField,
  type WireField,
} from './wire-fields.ts'

/** A message, and what somebody made of it. */
export interface OddMessage {
  readonly what: string
  readonly message: Uint8Array
}

/**
 * The message of a plain ask with every field at its edges, missing, twice, in another place or of another type, and cut anywhere.
 * @param options.others another document, of which the reader knows too
 */
export function oddMessages(
  base: SignedOrder,
  options: { readonly nowSeconds: number; readonly others: { readonly text: string; readonly hash: Hex } },
): readonly OddMessage[] {
  const parts = fieldsOf(toBinary(SignedOrderSchema, signedOrderToMessage(base)))
  const order = fieldsOf(contentOf(parts[0]!))
  const withOrder = (fields: readonly WireField[]) => messageOf([bytesField(1, messageOf(fields)), ...parts.slice(1)])
  /** The order with another field of this number, or without one. */
  const changed = (number: number, field?: WireField) => {
    const fields = order.filter((one) => one.number !== number)
    if (field) fields.push(field)
    return withOrder(fields.sort((a, b) => a.number - b.number))
  }

  const numbers = [
    0n,
    1n,
    2n,
    4n,
    5n,
    7n,
    8n,
    127n,
    128n,
    2n ** 31n,
    2n ** 32n,
    2n ** 32n + 1n,
    2n ** 49n - 1n,
    2n ** 49n,
  ]
  const large = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n + 1n]
  const durations = [3_153_600_000n, 3_153_600_001n]
  const times = [
    options.nowSeconds - 1,
    options.nowSeconds,
    options.nowSeconds + 86_400,
    options.nowSeconds + 86_401,
  ].map(BigInt)
  const wide = [
    2n ** 96n - 1n,
    2n ** 96n,
    2n ** 128n - 1n,
    2n ** 128n,
    10n ** 77n - 1n,
    10n ** 77n,
    2n ** 256n - 1n,
    2n ** 256n,
  ]
  const oddNumbers = [
    '',
    '0',
    '00',
    '01',
    '-1',
    '+1',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1.0',
    '1_0',
    '٣',
    '1'.repeat(15),
    '9'.repeat(16),
  ]
  const addresses = [
    ZERO_ADDRESS,
    base.order.author,
    base.order.author.toUpperCase(),
    `0x${'AB'.repeat(20)}`,
    `0X${'ab'.repeat(20)}`,
  ]
  const hashes = [
    ZERO_BYTES32,
    base.order.detailsHash,
    base.order.detailsHash.toUpperCase().replace('X', 'x'),
    options.others.hash,
    `0x${'AB'.repeat(32)}`,
  ]
  const noHex = [
    '',
    '0x',
    '0',
    `0x${'a'.repeat(39)}`,
    `0x${'a'.repeat(41)}`,
    `0x${'g'.repeat(40)}`,
    `0x${'a'.repeat(63)}`,
    `0x${'é'.repeat(20)}`,
  ]

  return [
    ...[1, 6, 7, 8, 10, 12, 13].flatMap((number) =>
      [...numbers, ...large, ...times, ...durations].map((value) => ({
        what: `field ${number} is ${value}`,
        message: changed(number, varintField(number, value)),
      })),
    ),
    ...[5, 9, 11, 14].flatMap((number) =>
      [...[...numbers, ...large, ...wide].map(String), ...oddNumbers].map((text) => ({
        what: `field ${number} is "${text}"`,
        message: changed(number, textField(number, text)),
      })),
    ),
    ...[2, 3, 4, 15, 16].flatMap((number) =>
      [...addresses, ...hashes, ...noHex].map((text) => ({
        what: `field ${number} is "${text}"`,
        message: changed(number, textField(number, text)),
      })),
    ),
    ...[0, 1, 15, 17].map((lanes) => ({
      what: `${lanes} benchmarks`,
      message: changed(17, bytesField(17, Buffer.concat(Array.from({ length: lanes }, () => varint(7n))))),
    })),
    ...[...numbers, ...large].map((value) => ({
      what: `a benchmark is ${value}`,
      message: changed(17, bytesField(17, Buffer.concat([...Array(15).fill(varint(7n)), varint(value)]))),
    })),
    ...[1, 6, 7, 8, 10, 12, 13].flatMap((number) =>
      [2, 3, 9, 10, 11].flatMap((length) =>
        [0n, 1n, 7n].map((value) => ({
          what: `field ${number} is ${value} in ${length} bytes`,
          message: changed(number, { ...varintField(number, value), bytes: varint(value, length) }),
        })),
      ),
    ),
    {
      // The second byte of each number looks like the tag of the next field.
      what: 'numbers of two bytes that look like those of one',
      message: withOrder([
        ...order.filter(({ number }) => number < 12),
        varintField(12, 0x3401n),
        varintField(1_839, 0n),
        ...order.filter(({ number }) => number > 14),
      ]),
    },
    ...Array.from(order, (_, at) => messageOf(order.slice(0, at)).length).flatMap((from, at) =>
      Array.from({ length: messageOf([order[at]!]).length }, (_, byte) => {
        const bytes = Uint8Array.from(messageOf(order))
        bytes[from + byte]! ^= 0x80
        return {
          what: `field ${order[at]!.number} with the high bit of its byte ${byte} turned`,
          message: messageOf([bytesField(1, bytes), ...parts.slice(1)]),
        }
      }),
    ),
    ...[2, 3, 9, 10, 11].map((length) => ({
      what: `a benchmark in ${length} bytes`,
      message: changed(17, bytesField(17, Buffer.concat([...Array(15).fill(varint(7n)), varint(5n, length)]))),
    })),
    {
      what: 'benchmarks one by one',
      message: withOrder([
        ...order.filter(({ number }) => number < 17),
        ...Array.from({ length: 16 }, () => varintField(17, 7n)),
      ]),
    },
    ...order.map(({ number }) => ({ what: `no field ${number}`, message: changed(number) })),
    ...order.map((field) => ({ what: `field ${field.number} twice`, message: withOrder([...order, field]) })),
    ...order.map((field, at) => ({
      what: `field ${field.number} twice in a row`,
      message: withOrder([...order.slice(0, at), field, ...order.slice(at)]),
    })),
    {
      what: 'an earlier author, and then another',
      message: withOrder([order[0]!, textField(2, `0x${'ab'.repeat(20)}`), ...order.slice(1)]),
    },
    { what: 'a later author', message: withOrder([...order, textField(2, `0x${'ab'.repeat(20)}`)]) },
    ...order.flatMap((field) =>
      [
        WireType.Varint,
        WireType.Bit64,
        WireType.LengthDelimited,
        WireType.StartGroup,
        WireType.Bit32,
        6 as WireType,
      ].map((type) => ({
        what: `field ${field.number} as wire type ${type}`,
        message: changed(field.number, { ...field, type }),
      })),
    ),
    { what: 'backwards', message: withOrder([...order].reverse()) },
    ...[0, 18, 2 ** 29 - 1].flatMap((number) => [
      { what: `an unknown field ${number} in the order`, message: withOrder([...order, varintField(number, 1n)]) },
      { what: `an unknown field ${number} behind it`, message: messageOf([...parts, textField(number, 'x')]) },
      { what: `an unknown field ${number} before it`, message: messageOf([textField(number, 'x'), ...parts]) },
    ]),
    ...parts.map((_, at) => ({ what: `without part ${at}`, message: messageOf(parts.filter((_, i) => i !== at)) })),
    ...parts.map((part, at) => ({ what: `part ${at} twice`, message: messageOf([...parts, part]) })),
    {
      what: 'two orders that protobuf merges',
      message: messageOf([parts[0]!, bytesField(1, messageOf([varintField(13, 3n)])), ...parts.slice(1)]),
    },
    ...[128, 130, 131, 133, 134].map((digits) => ({
      what: `a signature of ${digits} characters`,
      message: messageOf([parts[0]!, textField(2, `0x${'a'.repeat(digits - 2)}`), parts[2]!]),
    })),
    { what: 'an empty signature', message: messageOf([parts[0]!, textField(2, ''), parts[2]!]) },
    {
      what: 'a signature in capitals',
      message: messageOf([parts[0]!, textField(2, `0x${'AB'.repeat(65)}`), parts[2]!]),
    },
    ...['', '{}', options.others.text, `${base.details} `, base.details.slice(1)].map((text) => ({
      what: `details are ${text.slice(0, 20)}`,
      message: messageOf([parts[0]!, parts[1]!, textField(3, text)]),
    })),
    {
      what: 'a length in more bytes than needed',
      message: messageOf([
        {
          ...parts[0]!,
          bytes: Buffer.concat([varint(BigInt(contentOf(parts[0]!).length), 5), contentOf(parts[0]!)]),
        },
        ...parts.slice(1),
      ]),
    },
    ...[1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n].map((more) => ({
      what: `a length that is ${more} too long`,
      message: messageOf([
        {
          ...parts[0]!,
          bytes: Buffer.concat([varint(BigInt(contentOf(parts[0]!).length) + more), contentOf(parts[0]!)]),
        },
        ...parts.slice(1),
      ]),
    })),
    ...Array.from({ length: messageOf(parts).length }, (_, length) => ({
      what: `cut after ${length} bytes`,
      message: messageOf(parts).slice(0, length),
    })),
  ]
}
