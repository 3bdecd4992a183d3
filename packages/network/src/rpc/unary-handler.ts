import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError, type ContextValues } from '@connectrpc/connect'
import { codeToHttpStatus, errorToJsonBytes, parseTimeout } from '@connectrpc/connect/protocol-connect'
import { type Clock, CodedError } from '@sonm/common'
import { toConnectError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import { CallContext } from './call-context.ts'
import { joined, PROTO } from './connect-wire.ts'
import type { UnaryMethod } from './routes.ts'

/** Made once: an error is dear for its stack. */
const GAVE_UP = new ConnectError('the caller gave up', Code.Canceled)

export interface UnaryHandlerOptions {
  readonly methods: ReadonlyMap<string, UnaryMethod>
  readonly clock: Clock
  /** Told of every error that is not coded, so that it can be logged. */
  readonly onUnexpected: (error: unknown, method: string) => void
}

/**
 * Serves unary calls of the Connect protocol in binary form straight from HTTP/2 streams: three times as many as the way over
 * Connect's own handlers, which serve every other form of a call. What crosses the wire is the same.
 */
export class UnaryHandler {
  readonly #options: UnaryHandlerOptions

  constructor(options: UnaryHandlerOptions) {
    this.#options = options
  }

  /** @returns false when the call is not of the form that is served here; nothing has been done with the stream then */
  take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, values: ContextValues): boolean {
    const plain =
      headers['content-type'] === PROTO &&
      headers[':method'] === 'POST' &&
      (headers['content-encoding'] ?? 'identity') === 'identity'
    const spec = plain ? this.#options.methods.get(headers[':path'] ?? '') : undefined
    if (!spec) return false
    stream.on('error', () => {})
    const timeout = parseTimeout(textOf(headers['connect-timeout-ms']), Number.MAX_SAFE_INTEGER)
    if (timeout.error) sendError(stream, timeout.error)
    else
      void this.#serve(
        stream,
        spec,
        new CallContext({ ...this.#callOf(spec, headers, values), timeoutMs: timeout.timeoutMs }),
      )
    return true
  }

  #callOf({ method }: UnaryMethod, headers: IncomingHttpHeaders, values: ContextValues) {
    return { method, headers, values, clock: this.#options.clock }
  }

  async #serve(stream: ServerHttp2Stream, { method, impl }: UnaryMethod, context: CallContext): Promise<void> {
    const onClose = () => context.abort(GAVE_UP)
    stream.once('close', onClose)
    try {
      const answer = await impl(decode(method.input, await readBody(stream)), context)
      const bytes = encode(method.output, answer)
      send(stream, 200, PROTO, bytes, context.responseFields())
    } catch (error) {
      const expected = error instanceof CodedError || error instanceof ConnectError || context.aborted
      if (!expected) this.#options.onUnexpected(error, `${method.parent.typeName}/${method.name}`)
      sendError(stream, toConnectError(error))
    } finally {
      context.end()
      stream.off('close', onClose)
    }
  }
}

function textOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

function decode<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array) {
  try {
    return fromBinary(desc, bytes)
  } catch (error) {
    throw new ConnectError(
      `the message cannot be read: ${error instanceof Error ? error.message : ''}`,
      Code.InvalidArgument,
    )
  }
}

function encode<Desc extends DescMessage>(desc: Desc, message: MessageInitShape<Desc>): Uint8Array {
  const bytes = toBinary(desc, create(desc, message))
  if (bytes.length > limits.messageMaxBytes) throw tooLarge(bytes.length)
  return bytes
}

function tooLarge(bytes: number): ConnectError {
  return new ConnectError(`message size ${bytes} is larger than ${limits.messageMaxBytes}`, Code.ResourceExhausted)
}

/** The whole body of a request. @throws ConnectError when it is too large; the rest is not read then */
function readBody(stream: ServerHttp2Stream): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limits.messageMaxBytes) chunks.push(chunk)
      else {
        stream.pause()
        reject(tooLarge(length))
      }
    })
    stream.once('end', () => resolve(joined(chunks)))
    stream.once('close', () => reject(GAVE_UP))
  })
}

function sendError(stream: ServerHttp2Stream, error: ConnectError): void {
  send(stream, codeToHttpStatus(error.code), 'application/json', errorToJsonBytes(error, undefined), {})
  // What the caller still sends has no reader.
  if (!stream.readableEnded) stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR))
}

function send(
  stream: ServerHttp2Stream,
  status: number,
  type: string,
  body: Uint8Array,
  fields: Record<string, string>,
): void {
  if (stream.closed || stream.destroyed || stream.headersSent) return
  stream.respond({ ...fields, ':status': status, 'content-type': type, 'content-length': body.length })
  stream.end(body)
}
