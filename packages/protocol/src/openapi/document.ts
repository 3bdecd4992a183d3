import type { DescMessage, DescMethod, DescService } from '@bufbuild/protobuf'
import { Code } from '@connectrpc/connect'
import { codeToString } from '@connectrpc/connect/protocol-connect'
import { type Component, type Describe, type JsonSchema, reference, schemaOf } from './schemas.ts'

const HOW = [
  'Every call is a POST with a JSON object, as Connect has it: a field with its default value may be left out, and is left out of an answer.',
  'The same services speak gRPC and gRPC-web on the same port.',
]
const ERROR = 'connect.Error'

export interface ExternalApi {
  readonly services: readonly DescService[]
  readonly about: string
  /** What travels in an error beside Connect's own code. */
  readonly errorDetail: DescMessage
}

/**
 * The OpenAPI document of services as Connect serves them in JSON. A method with a stream is named and not described: its
 * messages travel in Connect's own envelopes, which is no plain JSON.
 */
export function openApiDocument(api: ExternalApi, describe: Describe): JsonSchema {
  const { services, about, errorDetail } = api
  const methods = services.flatMap((service) => service.methods)
  const unary = methods.filter(({ methodKind }) => methodKind === 'unary')
  return {
    openapi: '3.1.0',
    info: { title: 'SONM node', version: 'v1', description: [about, ...HOW].join('\n\n') },
    servers: [{ url: '/', description: 'The node that serves this document, by default http://127.0.0.1:15030' }],
    security: [{ token: [] }],
    tags: services.map((service) => tag(service, describe)),
    paths: Object.fromEntries(unary.map((method) => [pathOf(method), { post: operation(method, describe) }])),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The token of a running node stands in api.json in its folder of the home: $SONM_HOME/node/api.json',
        },
      },
      schemas: { ...components(unary, errorDetail, describe), [ERROR]: errorSchema(errorDetail) },
    },
  }
}

const pathOf = ({ parent, name }: DescMethod) => `/${parent.typeName}/${name}`

function tag(service: DescService, describe: Describe): JsonSchema {
  const streams = service.methods.filter(({ methodKind }) => methodKind !== 'unary').map(({ name }) => name)
  const left = streams.length > 0 ? `As streams of Connect or gRPC alone: ${streams.join(', ')}.` : undefined
  const description = [describe(service), left].filter((text) => text !== undefined).join(' ')
  return { name: service.name, ...(description === '' ? {} : { description }) }
}

function operation(method: DescMethod, describe: Describe): JsonSchema {
  const description = describe(method)
  const json = (schema: JsonSchema) => ({ 'application/json': { schema } })
  return {
    operationId: `${method.parent.name}.${method.name}`,
    tags: [method.parent.name],
    ...(description === undefined ? {} : { description }),
    requestBody: { required: true, content: json(reference(method.input)) },
    responses: {
      200: { description: 'The answer.', content: json(reference(method.output)) },
      default: { description: 'What went wrong.', content: json({ $ref: `#/components/schemas/${ERROR}` }) },
    },
  }
}

/** Every message and enum that the methods need, by name. */
function components(
  methods: readonly DescMethod[],
  errorDetail: DescMessage,
  describe: Describe,
): Record<string, JsonSchema> {
  const open: Component[] = [errorDetail, ...methods.flatMap(({ input, output }) => [input, output])]
  const schemas = new Map<string, JsonSchema>()
  for (let type = open.pop(); type; type = open.pop()) {
    if (!schemas.has(type.typeName))
      schemas.set(
        type.typeName,
        schemaOf(type, describe, (found) => open.push(found)),
      )
  }
  return Object.fromEntries([...schemas].sort(([one], [other]) => (one < other ? -1 : 1)))
}

function errorSchema(detail: DescMessage): JsonSchema {
  const codes = Object.values(Code).filter((code) => typeof code === 'number')
  const debug = { ...reference(detail), description: 'The same as JSON.' }
  return {
    description: "Connect's form of an error. Its one detail says what happened and what to do.",
    type: 'object',
    required: ['code'],
    properties: {
      code: { type: 'string', enum: codes.map((code) => codeToString(code)) },
      message: { type: 'string' },
      details: {
        type: 'array',
        items: {
          type: 'object',
          required: ['type', 'value'],
          properties: {
            type: { const: detail.typeName },
            value: {
              type: 'string',
              contentEncoding: 'base64',
              description: 'The detail as protobuf, without padding.',
            },
            debug,
          },
        },
      },
    },
  }
}
