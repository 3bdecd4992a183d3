import { Code, ConnectError } from '@connectrpc/connect'
import type { UniversalServerResponse } from '@connectrpc/connect/protocol'
import { errorFromJsonBytes, errorToJsonBytes } from '@connectrpc/connect/protocol-connect'
import { fromConnectError, toConnectError } from '@sonm/protocol'

/** What Connect's handlers refuse by themselves before ours are asked: what cannot be read, and what is too large. */
const REFUSALS: ReadonlySet<Code> = new Set([Code.InvalidArgument, Code.ResourceExhausted])

/** The answer to a unary call that came to none of our handlers, with a code of ours in the error that Connect has made. */
export async function codedAnswer(answer: UniversalServerResponse): Promise<UniversalServerResponse> {
  const { status, header, body } = answer
  if (status === 200 || header?.get('content-type') !== 'application/json' || !body) return answer
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const error = errorFromJsonBytes(bytes, undefined, new ConnectError('it is unreadable', Code.Unknown))
  const isCoded = error.details.length > 0 || !REFUSALS.has(error.code)
  const coded = isCoded ? bytes : errorToJsonBytes(toConnectError(fromConnectError(error, 'this API')), undefined)
  header.set('content-length', String(coded.length))
  return { ...answer, header, body: once(coded) }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
