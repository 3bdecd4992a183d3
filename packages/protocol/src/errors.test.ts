import { create, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { CodedError, type ErrorFacts, type ErrorKind } from '@sonm/common'
import { fail } from '@sonm/model'
import { anyText } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeError, encodeError, fromConnectError, toConnectError } from './errors.ts'
import { ErrorDetailSchema } from './gen/sonm/v1/common_pb.js'

const kinds: ErrorKind[] = [
  ...(['invalid', 'unauthenticated', 'denied', 'not-found', 'conflict', 'exhausted'] as const),
  ...(['unavailable', 'timeout', 'canceled', 'internal'] as const),
]
const sentence = fc.stringMatching(/^[ -~]{0,200}$/)
const facts: fc.Arbitrary<ErrorFacts> = fc.record({
  code: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,40}$/),
  kind: fc.constantFrom(...kinds),
  what: sentence,
  todo: sentence,
  retryable: fc.boolean(),
  data: fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), sentence, { maxKeys: 10 }),
})
test('a coded error comes back whole, by RPC and by bytes', () => {
  fc.assert(
    fc.property(facts, (facts) => {
      const error = new CodedError(facts)
      expect(fromConnectError(toConnectError(error)).facts()).toEqual(facts)
      expect(decodeError(encodeError(error), 'peer').facts()).toEqual(facts)
    }),
  )
})

test('neither the cause nor the text of an unforeseen error leaves the machine', () => {
  const secret = new Error('/srv/secret/.key is broken')
  for (const error of [secret, fail('ADDRESS_INVALID', { text: 'x', reason: 'y' }, { cause: secret })]) {
    const sent = toConnectError(error)
    expect(sent.cause).toBeUndefined()
    expect(JSON.stringify([sent.message, sent.findDetails(ErrorDetailSchema)])).not.toContain('.key')
  }
  expect(fromConnectError(toConnectError(secret))).toMatchObject({ code: 'INTERNAL', kind: 'internal' })
})

// Only whole pairs can be sent: protobuf's strings are UTF-8.
const sentText = anyText().map((text) => text.toWellFormed())
// Drawn texts are short by default; a repeated one passes every limit.
const longText = fc.tuple(sentText, fc.nat(1000)).map(([text, times]) => text.repeat(times))

test('whatever a hostile peer sends as an error is cut to size and cleaned', () => {
  const anything = fc.record({
    code: longText,
    kind: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')),
    what: longText,
    todo: longText,
    retryable: fc.boolean(),
    data: fc.dictionary(fc.string(), fc.string(), { maxKeys: 60, size: 'max' }),
  })
  fc.assert(
    fc.property(anything, (sent) => {
      const error = decodeError(toBinary(ErrorDetailSchema, create(ErrorDetailSchema, sent)), 'peer')
      expect(error.code).toMatch(/^[A-Z][A-Z0-9_]{0,63}$/)
      expect(kinds).toContain(error.kind)
      expect(error.what.length + error.todo.length).toBeLessThan(2100)
      expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(Object.keys(error.data).length).toBeLessThanOrEqual(32)
    }),
  )
})

test('bytes that are no error are read as REMOTE_ERROR or as some clean error, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      expect(decodeError(bytes, 'peer')).toBeInstanceOf(CodedError)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  [Code.Unavailable, 'PEER_UNREACHABLE'],
  [Code.Aborted, 'PEER_UNREACHABLE'],
  [Code.Canceled, 'PEER_UNREACHABLE'],
  [Code.DeadlineExceeded, 'CALL_TIMEOUT'],
  [Code.Unimplemented, 'METHOD_UNKNOWN'],
  [Code.ResourceExhausted, 'MESSAGE_TOO_LARGE'],
  [Code.InvalidArgument, 'INPUT_INVALID'],
  [Code.Unknown, 'REMOTE_ERROR'],
])('an error of the link with code %i is %s', (code, expected) => {
  expect(fromConnectError(new ConnectError('text', code), 'peer').code).toBe(expected)
})

test('a coded error that the library wrapped on this side is found again', () => {
  const coded = fail('PEER_UNREACHABLE', { address: '0x1', reason: 'nothing listens' })
  const wrapped = ConnectError.from(new Error('outer', { cause: ConnectError.from(coded) }))
  expect(fromConnectError(wrapped)).toBe(coded)
})
