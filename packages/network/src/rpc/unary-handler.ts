import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError, type ContextValues } from '@connectrpc/connect'
import { codeToHttpStatus, errorToJsonBytes, parseTimeout } from '@connectrpc/connect/protocol-connect'
import { type Clock, CodedError, repeat } from '@sonm/common'
import { fail } from '@sonm/model'
import { toConnectError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { PeerHandlers } from '../network.ts'
import { CallContext } from './call-context.ts'
import { joined, PROTO, readMessage } from './connect-wire.ts'
import type { HeldByCall } from './held-bytes.ts'
import { requestMaxBytesOf, type UnaryMethod } from './routes.ts'

/** Made once: an error is dear for its stack. */
const GAVE_UP = new ConnectError('the caller gave up', Code.Canceled)

export interface UnaryHandlerOptions {
  readonly methods: ReadonlyMap<string, UnaryMethod>
  readonly clock: Clock
  /** As `PeerHandlers` has it. */
  readonly admit?: PeerHandlers['admit'] | undefined
  readonly bytes?: PeerHandlers['bytes'] | undefined
  readonly requestMaxBytes?: PeerHandlers['requestMaxBytes'] | undefined
  /** Told of every error that is not coded, so that it can be logged. */
  readonly onUnexpected: (error: unknown, method: string) => void
}

/** What the caller controls: how fast his request comes, and how fast he takes the answer. */
interface Transfer {
  readonly stream: ServerHttp2Stream
  readonly sinceMs: number
}

/**
 * Serves unary calls of the Connect protocol in binary form straight from HTTP/2 streams: three times as many as the way over
 * Connect's own handlers, which serve every other form of a call. What crosses the wire is the same.
 */
export class UnaryHandler {
  readonly #options: UnaryHandlerOptions
  readonly #transfers = new Map<ServerHttp2Stream, Transfer>()
  readonly close: () => void

  constructor(options: UnaryHandlerOptions) {
    this.#options = options
    // One timer for all: a timer for each call would be a tenth of what the call costs.
    this.close = repeat(options.clock, limits.transferTimeoutMs / 6, () => this.#cutSlow())
  }

  /** The method of a call of the form that is served here. */
  methodOf(headers: IncomingHttpHeaders): UnaryMethod | undefined {
    const isPlain =
      headers['content-type'] === PROTO &&
      headers[':method'] === 'POST' &&
      (headers['content-encoding'] ?? 'identity') === 'identity'
    return isPlain ? this.#options.methods.get(headers[':path'] ?? '') : undefined
  }

  /** Serves a call of that form. @param held counts what is kept in memory for the caller, until the stream closes */
  take(
    stream: ServerHttp2Stream,
    spec: UnaryMethod,
    { headers, values, held }: { headers: IncomingHttpHeaders; values: ContextValues; held: HeldByCall },
  ): void {
    stream.on('error', () => {})
    stream.once('close', () => this.#transfers.delete(stream))
    const { timeoutMs, error } = parseTimeout(textOf(headers['connect-timeout-ms']), Number.MAX_SAFE_INTEGER)
    const { clock } = this.#options
    const context = new CallContext({ method: spec.method, headers, values, clock, timeoutMs })
    void this.#serve(stream, spec, context, held, error)
  }

  async #serve(
    stream: ServerHttp2Stream,
    { method, impl }: UnaryMethod,
    context: CallContext,
    held: HeldByCall,
    fault: ConnectError | undefined,
  ): Promise<void> {
    const onClose = () => context.abort(GAVE_UP)
    stream.once('close', onClose)
    try {
      if (fault) throw fault
      await this.#options.admit?.(method, context)
      this.#transfers.set(stream, { stream, sinceMs: this.#options.clock.monotonicMs() })
      const body = await readBody(stream, held, requestMaxBytesOf(method, this.#options.requestMaxBytes))
      this.#transfers.delete(stream)
      const takeBytes = this.#options.bytes?.get(method)
      const answer = await (takeBytes?.(body, context) ?? impl(readMessage(method.input, body), context))
      const bytes = encode(method.output, answer as MessageInitShape<DescMessage>)
      if (held.take(bytes.length)) this.#send(stream, 200, PROTO, bytes, context.responseFields())
      else throw busy()
    } catch (error) {
      const expected = error instanceof CodedError || error instanceof ConnectError || context.aborted
      if (!expected) this.#options.onUnexpected(error, `${method.parent.typeName}/${method.name}`)
      this.#sendError(stream, toConnectError(error))
    } finally {
      context.end()
      stream.off('close', onClose)
    }
  }

  #sendError(stream: ServerHttp2Stream, error: ConnectError): void {
    const body = errorToJsonBytes(error, undefined)
    this.#send(stream, codeToHttpStatus(error.code), 'application/json', body, {})
    // What the caller still sends has no reader.
    if (!stream.readableEnded) stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR))
  }

  #send(
    stream: ServerHttp2Stream,
    status: number,
    type: string,
    body: Uint8Array,
    fields: Record<string, string>,
  ): void {
    if (stream.closed || stream.destroyed || stream.headersSent) return
    this.#transfers.set(stream, { stream, sinceMs: this.#options.clock.monotonicMs() })
    stream.respond({ ...fields, ':status': status, 'content-type': type, 'content-length': body.length })
    stream.end(body)
  }

  #cutSlow(): void {
    const latestMs = this.#options.clock.monotonicMs() - limits.transferTimeoutMs
    for (const { stream, sinceMs } of this.#transfers.values()) {
      if (sinceMs < latestMs) stream.close(constants.NGHTTP2_CANCEL)
    }
  }
}

function busy() {
  return fail('PEER_BUSY', { what: 'bytes under way', limit: limits.heldBytesPerPeer })
}

function textOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

function encode<Desc extends DescMessage>(desc: Desc, message: MessageInitShape<Desc>): Uint8Array {
  const bytes = toBinary(desc, create(desc, message))
  if (bytes.length > limits.messageMaxBytes) throw tooLarge(bytes.length, limits.messageMaxBytes)
  return bytes
}

function tooLarge(bytes: number, most: number): ConnectError {
  return new ConnectError(`message size ${bytes} is larger than ${most}`, Code.ResourceExhausted)
}

/** The whole body of a request. @throws ConnectError, PEER_BUSY when it is too large; the rest is read away, or it would hold up the calls beside it */
function readBody(stream: ServerHttp2Stream, held: HeldByCall, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] | undefined = []
    let length = 0
    let taken = 0
    const refuse = (error: Error) => {
      chunks = undefined
      held.free(taken)
      reject(error)
    }
    stream.on('data', (chunk: Buffer) => {
      if (!chunks) return
      length += chunk.length
      if (length > maxBytes) refuse(tooLarge(length, maxBytes))
      else if (!held.take(chunk.length)) refuse(busy())
      else {
        taken += chunk.length
        chunks.push(chunk)
      }
    })
    // A stream that is reset ends too, and what came of it is no request.
    stream.once('end', () => (stream.closed || !chunks ? reject(GAVE_UP) : resolve(joined(chunks))))
    stream.once('close', () => reject(GAVE_UP))
  })
}
