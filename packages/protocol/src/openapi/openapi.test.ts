import { create, type DescMessage, type JsonObject, toBinary, toJson } from '@bufbuild/protobuf'
import { base64Encode } from '@bufbuild/protobuf/wire'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapi from '@sonm/protocol/openapi.json' with { type: 'json' }
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { ErrorDetailSchema } from '../gen/sonm/v1/common_pb.js'
import { MarketDataService } from '../gen/sonm/v1/market_data_pb.js'
import { file_sonm_v1_network } from '../gen/sonm/v1/network_pb.js'
import { file_sonm_v1_node } from '../gen/sonm/v1/node_pb.js'
import { filled } from '../testing/filled.ts'

const services = [...file_sonm_v1_node.services, ...file_sonm_v1_network.services, MarketDataService]
const methods = services.flatMap((service) => service.methods)
const unary = methods.filter(({ methodKind }) => methodKind === 'unary')
const messages = new Map<string, DescMessage>()
const collect = (type: DescMessage) => {
  if (messages.has(type.typeName)) return
  messages.set(type.typeName, type)
  for (const { message } of type.fields) if (message) collect(message)
}
for (const { input, output } of unary) [input, output, ErrorDetailSchema].forEach(collect)

/** Knows the components, and lets no property pass that they do not name. */
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(
  JSON.parse(JSON.stringify(openapi), (_, value) =>
    value?.type === 'object' && value.properties ? { ...value, additionalProperties: false } : value,
  ),
  'api',
)
const complaints = (component: string, json: unknown) => {
  const isValid = ajv.getSchema(`api#/components/schemas/${component}`)!
  return isValid(json) ? [] : isValid.errors
}

test('the document is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(openapi))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  const names = Object.keys(openapi.components.schemas)
  for (const [, name] of JSON.stringify(openapi).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    expect(names).toContain(name)
  }
})

test('every method of the external API without a stream is a path, and nothing else is', () => {
  const paths = unary.map(({ parent, name }) => `/${parent.typeName}/${name}`)
  expect(paths.length).toBeGreaterThan(20)
  expect(Object.keys(openapi.paths).sort()).toEqual(paths.sort())
})

test('methods with a stream are named where their service is described', () => {
  for (const { parent, name } of methods.filter(({ methodKind }) => methodKind !== 'unary')) {
    expect(openapi.tags.find((tag) => tag.name === parent.name)?.description).toContain(name)
  }
})

test('all calls need the token', () => {
  expect(openapi.security).toEqual([{ token: [] }])
  expect(openapi.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
  for (const { post } of Object.values(openapi.paths)) expect(post).not.toHaveProperty('security')
})

describe.each([...messages.values()])('$typeName', (type) => {
  const schema = (openapi.components.schemas as Record<string, { properties?: Record<string, object> }>)[type.typeName]

  test('what protobuf writes as JSON fits the schema, with every field set and with none', () => {
    for (const message of [...filled(type), create(type)]) {
      expect(complaints(type.typeName, toJson(type, message))).toEqual([])
    }
  })

  test('what protobuf leaves out has the default that the schema names', () => {
    const defaults = Object.entries(schema?.properties ?? {}).flatMap(([name, property]) =>
      'default' in property ? [[name, property.default]] : [],
    )
    expect(Object.fromEntries(defaults)).toEqual(toJson(type, create(type), { alwaysEmitImplicit: true }))
  })
})

test.each([
  ['a count that is a number', 'sonm.v1.DealRequest', { dealId: 7 }],
  ['bytes that are a list', 'sonm.v1.PutBlobRequest', { data: [1, 2] }],
  ['an enum by its number', 'sonm.v1.Order', { side: 1 }],
  ['two workloads in one task', 'sonm.v1.TaskSpec', { wasm: {}, noop: {} }],
  ['a map to numbers', 'sonm.v1.WasmWorkload', { env: { A: 1 } }],
])('%s does not fit', (_, component, json) => {
  expect(complaints(component, json)).not.toEqual([])
})

test("Connect's form of an error is described with our detail", () => {
  const detail = create(ErrorDetailSchema, { code: 'DEAL_UNKNOWN', kind: 'not-found', what: 'There is no deal 7.' })
  const value = base64Encode(toBinary(ErrorDetailSchema, detail), 'std_raw')
  const debug = toJson(ErrorDetailSchema, detail) as JsonObject
  const details = [{ type: ErrorDetailSchema.typeName, value, debug }]
  expect(complaints('connect.Error', { code: 'not_found', message: detail.what, details })).toEqual([])
  expect(complaints('connect.Error', { message: detail.what })).not.toEqual([])
})

test('comments of the definition are the descriptions', () => {
  const { schemas } = openapi.components
  expect(openapi.paths['/sonm.v1.WalletService/RequestFaucet'].post.description).toMatch(/^Test networks only\./)
  expect(schemas['sonm.v1.Balances'].properties.marketFreeWei.description).toBe('Deposited in the market, and free.')
})
