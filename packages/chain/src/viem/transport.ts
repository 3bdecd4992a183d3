import { type Clock, messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import { custom, RpcRequestError } from 'viem'
import { hasShape } from './answer-shape.ts'
import type { EndpointUrl } from './endpoint-url.ts'

/** No answer that is asked for here comes near it. */
const MAX_ANSWER_BYTES = 64 * 2 ** 20

export interface TransportOptions {
  readonly endpoint: EndpointUrl
  readonly clock: Clock
  /** How long one request may take, its answer included. */
  readonly timeoutMs: number
}

/** JSON-RPC over HTTP that trusts nothing in an answer: its size, its form, its id, the type of its result. */
export function jsonRpc(options: TransportOptions) {
  let lastId = 0
  const request = async ({ method, params = [] }: { method: string; params?: unknown }) => {
    lastId += 1
    const answer = await post(options, { jsonrpc: '2.0', id: lastId, method, params })
    if (!hasShape(method, params as readonly unknown[], answer)) {
      throw invalid(options.endpoint, `its result of ${method} is not of the kind that it must be`)
    }
    return answer
  }
  return custom({ request }, { retryCount: 0 })
}

type JsonRpcRequest = Readonly<Record<'jsonrpc' | 'id' | 'method' | 'params', unknown>>

async function post({ endpoint, clock, timeoutMs }: TransportOptions, body: JsonRpcRequest): Promise<unknown> {
  const { href, authorization, label } = endpoint
  const late = new AbortController()
  const cancel = clock.after(timeoutMs, () => late.abort())
  let response: Response
  let text: string
  try {
    response = await fetch(href, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(body),
      signal: late.signal,
      // Elsewhere nobody has been checked, and the request may carry a secret.
      redirect: 'error',
    })
    text = await textOf(response, endpoint)
  } catch (cause) {
    if (late.signal.aborted) throw unreachable(label, 'it took too long')
    if (cause instanceof AnswerTooLarge) throw invalid(endpoint, 'its answer is larger than 64 MiB')
    throw unreachable(label, outageReason(cause, endpoint))
  } finally {
    cancel()
  }
  return resultOf(response, text, body, endpoint)
}

class AnswerTooLarge extends Error {}

async function textOf(response: Response, endpoint: EndpointUrl): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) throw invalid(endpoint, 'its answer is empty')
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel()
      throw new AnswerTooLarge()
    }
    text += decoder.decode(value, { stream: true })
  }
}

function resultOf(response: Response, text: string, body: JsonRpcRequest, endpoint: EndpointUrl): unknown {
  const answer = parsed(text)
  const { error, id } = answer ?? {}
  if (isRpcError(error)) {
    const message = endpoint.redact(error.message).slice(0, 1000)
    throw new RpcRequestError({ body, error: { ...error, message }, url: endpoint.label })
  }
  if (!response.ok) throw unreachable(endpoint.label, `it answered with HTTP ${response.status}`)
  if (answer === undefined) throw invalid(endpoint, 'its answer is no JSON object')
  if (id !== body.id) throw invalid(endpoint, 'its answer is to another request')
  if (!('result' in answer)) throw invalid(endpoint, 'its answer has neither a result nor an error')
  return answer.result
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function isRpcError(error: unknown): error is { code: number; message: string; data?: unknown } {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return typeof code === 'number' && typeof message === 'string'
}

function outageReason(cause: unknown, endpoint: EndpointUrl): string {
  for (let at = cause; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return endpoint.redact(messageOf(cause)).slice(0, 200)
}

/** No cause is kept: what fetch says of a request may hold its URL. */
const unreachable = (label: string, reason: string) => fail('CHAIN_UNREACHABLE', { url: label, reason })
const invalid = ({ label }: EndpointUrl, reason: string) => fail('CHAIN_ANSWER_INVALID', { url: label, reason })
