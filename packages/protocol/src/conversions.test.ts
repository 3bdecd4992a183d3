import {
  create,
  type DescMessage,
  fromBinary,
  fromJsonString,
  type MessageInitShape,
  type MessageShape,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf'
import { isCoded } from '@sonm/common'
import { BENCHMARK_COUNT, MAX_BENCHMARK, type SignedEndpointRecord, type SignedOrder, type TaskSpec } from '@sonm/model'
import { bits, deals, hex, observations, orders, taskSpecs } from '@sonm/model/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dealFromMessage, dealToMessage } from './deals.ts'
import { endpointRecordFromMessage, endpointRecordToMessage } from './endpoints.ts'
import { DealSchema } from './gen/sonm/v1/deal_pb.js'
import { MachineSchema, PlanSpecSchema } from './gen/sonm/v1/hub_pb.js'
import { EndpointRecordSchema } from './gen/sonm/v1/locator_pb.js'
import { SignedOrderSchema } from './gen/sonm/v1/order_pb.js'
import { TaskObservationSchema, TaskSpecSchema } from './gen/sonm/v1/task_pb.js'
import { type MachineInfo, machineFromMessage, machineToMessage } from './machines.ts'
import { signedOrderFromMessage, signedOrderToMessage } from './orders.ts'
import { type AskPlanSpec, planSpecFromMessage, planSpecToMessage } from './plans.ts'
import { readCount, readHex, readNumber, readOneOf } from './read.ts'
import { observationFromMessage, observationToMessage, taskSpecFromMessage, taskSpecToMessage } from './tasks.ts'

const signedOrders: fc.Arbitrary<SignedOrder> = fc.record({
  order: orders,
  signature: hex(65),
  details: fc.string({ maxLength: 200 }),
})

const machines: fc.Arbitrary<MachineInfo> = fc
  .record({
    cpuHundredths: fc.nat(2 ** 31),
    ramBytes: fc.maxSafeNat(),
    storageBytes: fc.maxSafeNat(),
    gpus: fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
        vendor: fc.string({ maxLength: 32 }),
        model: fc.string({ maxLength: 64 }),
        memoryBytes: fc.maxSafeNat(),
      }),
      { maxLength: 4, selector: ({ id }) => id },
    ),
    benchmarks: fc.array(fc.bigInt({ min: 0n, max: MAX_BENCHMARK }), {
      minLength: BENCHMARK_COUNT,
      maxLength: BENCHMARK_COUNT,
    }),
    architecture: fc.string({ maxLength: 32 }),
    cpuModel: fc.string({ maxLength: 128 }),
  })
  .map(({ cpuHundredths, ramBytes, storageBytes, ...machine }) => ({
    ...machine,
    resources: { cpuHundredths, ramBytes, storageBytes, gpuIds: machine.gpus.map(({ id }) => id) },
    gpuMemoryBytes: Object.fromEntries(machine.gpus.map(({ id, memoryBytes }) => [id, memoryBytes])),
  }))

const plans: fc.Arbitrary<AskPlanSpec> = fc.record(
  {
    durationSeconds: bits(64),
    pricePerSecond: bits(128),
    denomination: fc.constantFrom('SNM' as const, 'USD' as const),
    counterparty: hex(20),
    identityLevel: fc.nat(4),
    netFlags: fc.nat(7),
    bond: bits(96),
    resources: fc.record({
      cpuHundredths: fc.oneof(fc.constant('all' as const), fc.integer({ min: 1, max: 2 ** 31 })),
      ramBytes: fc.oneof(fc.constant('all' as const), fc.maxSafeNat()),
      storageBytes: fc.oneof(fc.constant('all' as const), fc.maxSafeNat()),
      gpus: fc.oneof(
        fc.constant('all' as const),
        fc.record({ ids: fc.array(fc.string({ maxLength: 10 }), { maxLength: 3 }) }),
        fc.record({ indexes: fc.array(fc.nat(63), { minLength: 1, maxLength: 3 }) }),
      ),
    }),
    tag: hex(32),
    worker: hex(20),
  },
  {
    requiredKeys: [
      'durationSeconds',
      'pricePerSecond',
      'denomination',
      'counterparty',
      'identityLevel',
      'netFlags',
      'bond',
      'resources',
      'tag',
    ],
    noNullPrototype: true,
  },
)

const records: fc.Arbitrary<SignedEndpointRecord> = fc.record({
  address: hex(20),
  endpoints: fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }),
  sequence: bits(64),
  expiresAtSeconds: bits(64),
  signature: hex(65),
})

function survives<Value, Schema extends DescMessage>(
  values: fc.Arbitrary<Value>,
  schema: Schema,
  toMessage: (value: Value) => MessageShape<Schema>,
  fromMessage: (message: MessageShape<Schema>) => Value,
) {
  fc.assert(
    fc.property(values, (value) => {
      const message = toMessage(value)
      expect(fromMessage(fromBinary(schema, toBinary(schema, message)))).toEqual(value)
      expect(fromMessage(fromJsonString(schema, toJsonString(schema, message)))).toEqual(value)
    }),
  )
}

describe('comes back from binary and from JSON as it was:', () => {
  test('an order', () => survives(signedOrders, SignedOrderSchema, signedOrderToMessage, signedOrderFromMessage))
  test('a deal', () => survives(deals, DealSchema, dealToMessage, dealFromMessage))
  test('a task', () => survives(taskSpecs, TaskSpecSchema, taskSpecToMessage, taskSpecFromMessage))
  test('an observation', () =>
    survives(observations, TaskObservationSchema, observationToMessage, observationFromMessage))
  test('a machine', () => survives(machines, MachineSchema, machineToMessage, machineFromMessage))
  test('a plan', () => survives(plans, PlanSpecSchema, planSpecToMessage, planSpecFromMessage))
  test('an endpoint record', () =>
    survives(records, EndpointRecordSchema, endpointRecordToMessage, endpointRecordFromMessage))
})

/** Any message of a schema that a stranger can encode: each field absent, or anything that its type holds. */
function anyMessage<Schema extends DescMessage>(schema: Schema, depth = 0): fc.Arbitrary<MessageShape<Schema>> {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '',
      '0',
      '-1',
      '1e9',
      '0x',
      '9'.repeat(79),
      '../../etc/passwd',
      'tcp',
      'exited',
      `0x${'AB'.repeat(20)}`,
    ),
    fc.constantFrom(`0x${'ab'.repeat(32)}`, `0x${'ab'.repeat(65)}`, '__proto__', 'constructor'),
  )
  const scalarOf: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    string: texts,
    bigint: fc.oneof(bits(64), fc.constantFrom(0n, 2n ** 53n, 2n ** 64n - 1n)),
    number: fc.oneof(fc.nat(2 ** 31 - 1), fc.constantFrom(0, 1, 65_536)),
    double: fc.double(),
    boolean: fc.boolean(),
  }
  const kindOfScalar = (scalar: number) =>
    ({ 1: 'double', 2: 'double', 3: 'bigint', 4: 'bigint', 6: 'bigint', 8: 'boolean', 9: 'string' })[scalar] ?? 'number'
  const entries = schema.fields.flatMap((field): [string, fc.Arbitrary<unknown>][] => {
    let value: fc.Arbitrary<unknown>
    if (field.fieldKind === 'scalar') value = scalarOf[kindOfScalar(field.scalar)]!
    else if (field.fieldKind === 'enum') value = fc.nat(12)
    else if (field.fieldKind === 'message' && depth < 3) value = anyMessage(field.message, depth + 1)
    else if (field.fieldKind === 'map') value = fc.dictionary(texts, texts, { maxKeys: 3, noNullPrototype: true })
    else if (field.fieldKind === 'list' && field.listKind === 'scalar') {
      value = fc.array(scalarOf[kindOfScalar(field.scalar)]!, { maxLength: 20 })
    } else if (field.fieldKind === 'list' && field.listKind === 'message') {
      value = fc.array(anyMessage(field.message, depth + 1), { maxLength: 3 })
    } else return []
    if (field.oneof) return [[field.oneof.localName, value.map((inner) => ({ case: field.localName, value: inner }))]]
    return [[field.localName, value]]
  })
  const merged = new Map<string, fc.Arbitrary<unknown>[]>()
  for (const [name, value] of entries) merged.set(name, [...(merged.get(name) ?? []), value])
  const shape = Object.fromEntries([...merged].map(([name, values]) => [name, fc.oneof(...values)]))
  return fc
    .record(shape, { requiredKeys: [], noNullPrototype: true })
    .map((init) => create(schema, init as MessageInitShape<Schema>))
}

function onlyCoded<Schema extends DescMessage>(schema: Schema, read: (message: MessageShape<Schema>) => unknown) {
  const judge = (message: MessageShape<Schema>) => {
    try {
      read(message)
    } catch (error) {
      if (!isCoded(error, 'INPUT_INVALID')) throw error
    }
  }
  fc.assert(fc.property(anyMessage(schema), judge), { numRuns: 400 })
  judge(create(schema))
}

describe('anything else that a stranger sends gives INPUT_INVALID:', () => {
  test('an order', () => onlyCoded(SignedOrderSchema, signedOrderFromMessage))
  test('a deal', () => onlyCoded(DealSchema, dealFromMessage))
  test('a task', () => onlyCoded(TaskSpecSchema, taskSpecFromMessage))
  test('an observation', () => onlyCoded(TaskObservationSchema, observationFromMessage))
  test('a machine', () => onlyCoded(MachineSchema, machineFromMessage))
  test('a plan', () => onlyCoded(PlanSpecSchema, planSpecFromMessage))
  test('an endpoint record', () => onlyCoded(EndpointRecordSchema, endpointRecordFromMessage))

  test('nothing at all', () => {
    for (const read of [
      signedOrderFromMessage,
      dealFromMessage,
      taskSpecFromMessage,
      observationFromMessage,
      machineFromMessage,
    ]) {
      expect(() => read(undefined)).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID' }))
    }
  })

  test("an output's name that is a path", () => {
    for (const name of ['../x', '/etc/passwd', 'a/b', '', '.ssh']) {
      const message = observationToMessage({
        taskId: 'a',
        phase: 'ended',
        outputs: [{ name, bytes: 1, sha256: `0x${'00'.repeat(32)}` }],
      })
      expect(() => observationFromMessage(message)).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID' }))
    }
  })
})

test('why a task ended arrives with its error, and neither can rewrite a terminal or grow without bound', () => {
  const facts = { code: 'IMAGE_NOT_FOUND', kind: 'not-found', what: 'No.', todo: 'Look.', retryable: false } as const
  const observed = (text: string) =>
    observationFromMessage(
      observationToMessage({
        taskId: 'a',
        phase: 'ended',
        activity: text,
        outputs: [],
        end: { reason: 'failed-to-start', message: text, error: { ...facts, what: text, data: { image: text } } },
      }),
    )
  expect(observed('No.').end).toEqual({
    reason: 'failed-to-start',
    message: 'No.',
    error: { ...facts, data: { image: 'No.' } },
  })
  const { activity, end } = observed(`\u001b[2J\n${'x'.repeat(1_000_000)}`)
  for (const text of [activity!, end!.message, end!.error!.what, end!.error!.data.image!]) {
    expect(text).toMatch(/^ \[2J x+\.\.\.$/)
    expect(text.length).toBeLessThan(1100)
  }
})

test('a task keeps its order of words, and its texts whole', () => {
  const spec: TaskSpec = {
    workload: {
      kind: 'container',
      container: {
        image: 'a',
        command: ['b', '', 'a', 'a'],
        env: { A: ' x\n"ü' },
        expose: [{ port: 53, protocol: 'udp' }],
      },
    },
    inputs: [],
    outputs: ['b', 'a'],
    tag: '',
  }
  expect(taskSpecFromMessage(taskSpecToMessage(spec))).toEqual(spec)
})

describe('readers', () => {
  const refused = expect.objectContaining({ code: 'INPUT_INVALID' })

  test('a number is read as it is written, and in one way alone', () => {
    fc.assert(
      fc.property(bits(256), (value) => {
        expect(readNumber('n', value.toString())).toBe(value)
      }),
    )
    expect(readNumber('n', '')).toBe(0n)
    for (const text of ['01', '-1', '1.0', '0x1', ' 1', '1e3', '١', '9'.repeat(79)]) {
      expect(() => readNumber('n', text)).toThrowError(refused)
    }
  })

  test('bytes are of the wanted length, in any case', () => {
    expect(readHex('h', `0x${'AB'.repeat(20)}`, 20)).toBe(`0x${'ab'.repeat(20)}`)
    expect(readHex('h', '', 20, '0x00')).toBe('0x00')
    for (const text of [
      '',
      '0x',
      'ab'.repeat(20),
      `0X${'ab'.repeat(20)}`,
      `0x${'ab'.repeat(19)}ag`,
      `0x${'ab'.repeat(21)}`,
    ]) {
      expect(() => readHex('h', text, 20)).toThrowError(refused)
    }
  })

  test('a count beyond what a number holds is refused, and so is a choice that is none', () => {
    expect(readCount('c', 2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => readCount('c', 2n ** 53n)).toThrowError(refused)
    expect(() => readOneOf('o', 'toString', ['tcp', 'udp'])).toThrowError(refused)
  })
})
