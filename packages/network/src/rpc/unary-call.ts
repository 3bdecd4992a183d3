import {
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from 'node:http2'
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf'
import { Code, ConnectError, type UnaryResponse } from '@connectrpc/connect'
import { codeFromHttpStatus, errorFromJsonBytes, trailerDemux } from '@connectrpc/connect/protocol-connect'
import type { Clock } from '@sonm/common'
import { fail } from '@sonm/model'
import { limits } from '../limits.ts'
import { joined, PROTO, toWebHeaders } from './connect-wire.ts'

export interface UnaryCall {
  /** Who is called, for the text of errors. */
  readonly peer: string
  /** Opens a stream on a connection to the peer. */
  readonly open: (headers: OutgoingHttpHeaders) => Promise<ClientHttp2Stream>
  readonly clock: Clock
  /** No deadline when it is not above 0. */
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  readonly header: HeadersInit | undefined
}

/** Made once: most streams close when all is over, and an error is dear for its stack. */
const CUT_OFF = new ConnectError('the call was cut off', Code.Unavailable)

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader

interface Answer {
  readonly headers: ResponseHeaders
  readonly body: Uint8Array
}

/**
 * A unary call of the Connect protocol in binary form, straight on an HTTP/2 stream: what Connect's transport sends and
 * reads, without its layers between. Fails with what `codedTransport` makes a coded error of.
 */
export async function callUnary<Input extends DescMessage, Output extends DescMessage>(
  method: DescMethodUnary<Input, Output>,
  input: MessageInitShape<Input>,
  call: UnaryCall,
): Promise<UnaryResponse<Input, Output>> {
  const body = toBinary(method.input, create(method.input, input))
  if (body.length > limits.messageMaxBytes) throw tooLarge(call.peer, body.length)
  const { headers, body: answer } = await exchange(call, requestHeaders(method, call, body.length), body)
  // Refused before anybody looked at it, so without a text.
  if (headers[':status'] === 503 && headers['content-type'] === undefined) {
    throw fail('PEER_BUSY', { what: 'bytes under way', limit: limits.heldBytesPerPeer })
  }
  if (headers[':status'] !== 200) throw errorOf(headers, answer)
  if (headers['content-type'] !== PROTO) {
    throw new ConnectError(`unsupported content type ${headers['content-type']}`, Code.Internal)
  }
  const [header, trailer] = trailerDemux(toWebHeaders(headers))
  const message = fromBinary(method.output, answer)
  return { stream: false, service: method.parent, method, header, trailer, message }
}

function requestHeaders(method: DescMethodUnary, call: UnaryCall, length: number): OutgoingHttpHeaders {
  const own = call.header === undefined ? {} : Object.fromEntries(new Headers(call.header))
  return {
    ...own,
    ':method': 'POST',
    ':path': `/${method.parent.typeName}/${method.name}`,
    'content-type': PROTO,
    'connect-protocol-version': '1',
    ...(call.timeoutMs > 0 && { 'connect-timeout-ms': Math.ceil(call.timeoutMs) }),
    'content-length': length,
  }
}

/** Sends a request and waits for the whole answer, for the end of its time, or for the signal. */
function exchange(call: UnaryCall, headers: OutgoingHttpHeaders, body: Uint8Array): Promise<Answer> {
  const { peer, signal, timeoutMs, clock } = call
  return new Promise((resolve, reject) => {
    let stream: ClientHttp2Stream | undefined
    let over = false
    const settle = () => {
      over = true
      cancelTimeout()
      signal?.removeEventListener('abort', onAbort)
    }
    const fails = (error: unknown) => {
      if (over) return
      settle()
      stream?.close(constants.NGHTTP2_CANCEL)
      reject(error)
    }
    const onAbort = () => fails(signal?.reason)
    const cancelTimeout = timeoutMs > 0 ? clock.after(timeoutMs, () => fails(fail('CALL_TIMEOUT', { peer }))) : () => {}
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    call.open(headers).then((opened) => {
      // Listened to also when nobody waits any more: an error without a listener would end the process.
      opened.on('error', fails)
      if (over) return void opened.close(constants.NGHTTP2_CANCEL)
      stream = opened
      receive(opened, peer, fails, (answer) => {
        if (over) return
        settle()
        resolve(answer)
      })
      opened.end(body)
    }, fails)
  })
}

function receive(
  stream: ClientHttp2Stream,
  peer: string,
  fails: (error: unknown) => void,
  done: (answer: Answer) => void,
): void {
  let headers: ResponseHeaders | undefined
  const chunks: Buffer[] = []
  let length = 0
  stream.once('response', (received) => {
    headers = received
  })
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limits.messageMaxBytes) fails(tooLarge(peer, length))
    else chunks.push(chunk)
  })
  stream.once('end', () => {
    if (headers) done({ headers, body: joined(chunks) })
  })
  stream.once('close', () => fails(CUT_OFF))
}

function errorOf(headers: ResponseHeaders, body: Uint8Array): ConnectError {
  const status = headers[':status'] ?? 500
  const fallback = new ConnectError(`HTTP ${status}`, codeFromHttpStatus(status))
  if (headers['content-type'] !== 'application/json') return fallback
  try {
    return errorFromJsonBytes(body, toWebHeaders(headers), fallback)
  } catch {
    return fallback
  }
}

function tooLarge(peer: string, bytes: number) {
  return fail('MESSAGE_TOO_LARGE', { peer, limit: `${bytes} bytes, of ${limits.messageMaxBytes}` })
}
