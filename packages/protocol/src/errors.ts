import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError, type Interceptor, type StreamResponse, type Transport } from '@connectrpc/connect'
import { CodedError, codedFailure, type ErrorFacts, type ErrorKind } from '@sonm/common'
import { fail } from '@sonm/model'
import { type ErrorDetail, ErrorDetailSchema } from './gen/sonm/v1/common_pb.js'
import { plainText } from './read.ts'

const codeOfKind: Readonly<Record<ErrorKind, Code>> = {
  invalid: Code.InvalidArgument,
  unauthenticated: Code.Unauthenticated,
  denied: Code.PermissionDenied,
  'not-found': Code.NotFound,
  conflict: Code.FailedPrecondition,
  exhausted: Code.ResourceExhausted,
  unavailable: Code.Unavailable,
  timeout: Code.DeadlineExceeded,
  canceled: Code.Canceled,
  internal: Code.Internal,
}

const MAX_DATA_ENTRIES = 32

/**
 * Any thrown value as it goes over a wire: a coded error with its facts, an error of the RPC library as it is, and
 * everything else as INTERNAL. Causes and the messages of unforeseen errors stay here: they may name files and secrets.
 */
export function toConnectError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return new ConnectError(error.rawMessage, error.code)
  const coded = codedOf(error)
  return new ConnectError(coded.message, codeOfKind[coded.kind], undefined, [
    { desc: ErrorDetailSchema, value: { ...coded.facts() } },
  ])
}

/**
 * An error of a call as a coded error: what the other side said, or what became of the link.
 * @param peer who was called: an address or a name, for the text
 */
export function fromConnectError(error: ConnectError, peer = 'the other side'): CodedError {
  const local = codedCause(error)
  if (local) return local
  const [detail] = error.findDetails(ErrorDetailSchema)
  if (detail?.code) return new CodedError(sanitize(detail, error.code), { cause: error })
  return withoutDetail(error, peer)
}

/** Any thrown value with a code. */
function codedOf(error: unknown): CodedError {
  const known = codedFailure(error)
  return known instanceof CodedError ? known : fail('INTERNAL', { what: 'the request failed; the log has the cause' })
}

/** The facts of an error as part of an answer; an error of the RPC library has none. */
export function errorToMessage(error: unknown): ErrorDetail {
  if (error instanceof ConnectError) return create(ErrorDetailSchema)
  return create(ErrorDetailSchema, { ...codedOf(error).facts() })
}

/** The facts of an error as bytes, for wires that are not RPC. */
export function encodeError(error: unknown): Uint8Array {
  return toBinary(ErrorDetailSchema, errorToMessage(error))
}

/** What a stranger says of an error, made safe to keep and to show. */
export function errorFactsFromMessage(detail: ErrorDetail): ErrorFacts {
  return sanitize(detail, Code.Unknown)
}

/** Reads what `encodeError` wrote. Bytes that are nothing of the kind give REMOTE_ERROR: this never throws. */
export function decodeError(bytes: Uint8Array, peer: string): CodedError {
  try {
    return new CodedError(errorFactsFromMessage(fromBinary(ErrorDetailSchema, bytes)))
  } catch (cause) {
    return fail('REMOTE_ERROR', { peer, reason: 'its error cannot be read' }, { cause })
  }
}

function withoutDetail(error: ConnectError, peer: string): CodedError {
  const reason = plainText(error.rawMessage || 'the link was lost').replace(/\.$/, '')
  const options = { cause: error }
  switch (error.code) {
    // Without a detail these come from the link: a connection that ended cancels or aborts the calls on it.
    case Code.Unavailable:
    case Code.Aborted:
    case Code.Canceled:
      return fail('PEER_UNREACHABLE', { address: peer, reason }, options)
    case Code.DeadlineExceeded:
      return fail('CALL_TIMEOUT', { peer }, options)
    case Code.Unimplemented:
      return fail('METHOD_UNKNOWN', { peer }, options)
    case Code.ResourceExhausted:
      return fail('MESSAGE_TOO_LARGE', { peer, limit: reason }, options)
    case Code.InvalidArgument:
      return fail('INPUT_INVALID', { field: 'request', reason }, options)
    default:
      // The system's own errors, of sockets and streams, carry a code; they never cross a wire.
      if (error.cause instanceof Error && 'code' in error.cause) {
        return fail('PEER_UNREACHABLE', { address: peer, reason }, options)
      }
      return fail('REMOTE_ERROR', { peer, reason }, options)
  }
}

/** A coded error that was thrown on this side and got wrapped on its way out of the RPC library. */
function codedCause(error: unknown): CodedError | undefined {
  let current = error
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current instanceof CodedError) return current
    current = current.cause
  }
  return undefined
}

/** What a stranger says, cut to size and without control characters. A code that we do not know is kept: he may be newer. */
function sanitize(facts: Omit<ErrorFacts, 'kind'> & { kind: string }, wireCode: Code): ErrorFacts {
  const data = Object.entries(facts.data).slice(0, MAX_DATA_ENTRIES)
  return {
    code: /^[A-Z][A-Z0-9_]{0,63}$/.test(facts.code) ? facts.code : 'REMOTE_ERROR',
    kind: Object.hasOwn(codeOfKind, facts.kind) ? (facts.kind as ErrorKind) : kindOfCode(wireCode),
    what: plainText(facts.what),
    todo: plainText(facts.todo),
    retryable: facts.retryable,
    data: Object.fromEntries(data.map(([key, value]) => [plainText(key).slice(0, 64), plainText(value)])),
  }
}

function kindOfCode(code: Code): ErrorKind {
  const found = Object.entries(codeOfKind).find(([, candidate]) => candidate === code)
  return (found?.[0] as ErrorKind | undefined) ?? 'internal'
}

/**
 * For a router: handlers throw coded errors, and callers get them.
 * @param onUnexpected told of every error that is not coded, with its cause, so that it can be logged
 */
export function codedHandlers(onUnexpected: (error: unknown, method: string) => void): Interceptor {
  return (next) => async (request) => {
    const failed = (error: unknown) => {
      const expected = error instanceof CodedError || error instanceof ConnectError || request.signal.aborted
      if (!expected) onUnexpected(error, `${request.service.typeName}/${request.method.name}`)
      return toConnectError(error)
    }
    try {
      const response = await next(request)
      if (!response.stream) return response
      return { ...response, message: mapErrors(response.message, failed) } as typeof response
    } catch (error) {
      throw failed(error)
    }
  }
}

/**
 * For a caller: whatever goes wrong with a call over `inner` is thrown as a CodedError, in unary calls and in streams.
 * @param peer who is called, for the text
 */
export function codedTransport(inner: Transport, peer: string): Transport {
  const failedWith = (signal: AbortSignal | undefined) => (error: unknown) => {
    const coded = codedCause(error)
    if (coded) return coded
    if (signal?.aborted) return fail('CALL_CANCELED', { peer }, { cause: error })
    return fromConnectError(ConnectError.from(error, Code.Internal), peer)
  }
  return {
    async unary(method, signal, ...rest) {
      try {
        return await inner.unary(method, signal, ...rest)
      } catch (error) {
        throw failedWith(signal)(error)
      }
    },
    async stream(method, signal, ...rest) {
      const failed = failedWith(signal)
      try {
        const response = await inner.stream(method, signal, ...rest)
        return { ...response, message: mapErrors(response.message, failed) } as StreamResponse as typeof response
      } catch (error) {
        throw failed(error)
      }
    },
  }
}

async function* mapErrors<Message>(messages: AsyncIterable<Message>, map: (error: unknown) => Error) {
  try {
    yield* messages
  } catch (error) {
    throw map(error)
  }
}
