import { create, createFileRegistry, type DescMethod } from '@bufbuild/protobuf'
import type { GenService } from '@bufbuild/protobuf/codegenv2'
import { type BytesValueSchema, FileDescriptorProtoSchema, file_google_protobuf_wrappers } from '@bufbuild/protobuf/wkt'
import { limits } from '../limits.ts'

interface Method<Kind extends 'unary' | 'server_streaming' | 'bidi_streaming'> {
  methodKind: Kind
  input: typeof BytesValueSchema
  output: typeof BytesValueSchema
}

/** Its methods with the largest messages. */
export const echoMaxBytes = (): ReadonlyMap<DescMethod, number> =>
  new Map(EchoService.methods.map((method) => [method, limits.messageMaxBytes]))

const bytes = '.google.protobuf.BytesValue'
const file = create(FileDescriptorProtoSchema, {
  name: 'sonm/testing/echo.proto',
  package: 'sonm.testing',
  syntax: 'proto3',
  dependency: [file_google_protobuf_wrappers.proto.name],
  service: [
    {
      name: 'EchoService',
      method: [
        { name: 'Unary', inputType: bytes, outputType: bytes },
        { name: 'Stream', inputType: bytes, outputType: bytes, serverStreaming: true },
        { name: 'Talk', inputType: bytes, outputType: bytes, serverStreaming: true, clientStreaming: true },
      ],
    },
  ],
})

/** A service for tests and benchmarks of whatever carries RPC: one method of each kind, bytes in and bytes out. */
export const EchoService = createFileRegistry(file, () => file_google_protobuf_wrappers).getService(
  'sonm.testing.EchoService',
) as GenService<{ unary: Method<'unary'>; stream: Method<'server_streaming'>; talk: Method<'bidi_streaming'> }>
