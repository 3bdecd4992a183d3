import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type Message,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf'
import { ConnectError, createContextValues, createHandlerContext, type Transport } from '@connectrpc/connect'
import { CodedError } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { fromConnectError, toConnectError } from '@sonm/protocol'
import { limits } from '../../limits.ts'
import { callerHostKey, callerKey } from '../../network.ts'
import { readMessage } from '../../rpc/connect-wire.ts'
import { requestMaxBytesOf } from '../../rpc/routes.ts'
import type { Fabric } from './fabric.ts'
import type { Link } from './link.ts'
import { MessageQueue } from './message-queue.ts'
import { methodName } from './routes.ts'

/** Messages of a stream under way or unread; then the sender waits. */
const STREAM_WINDOW = 16

/** RPC over the fabric's wires. Messages cross as bytes and errors as coded errors, as on the real network; every wait is the clock's. */
export function memoryTransport(fabric: Fabric, from: Address, to: Address): Transport {
  return {
    async unary(method, signal, timeoutMs, header, input) {
      const link = fabric.open(from, to)
      link.follow(signal)
      link.limitTime(timeoutMs ?? limits.callTimeoutMs, fail('CALL_TIMEOUT', { peer: to }))
      try {
        const request = encode(method.input, input, to)
        const call = new HandledCall(fabric, link, method, header)
        await fabric.travel(link, fabric.wire())
        if (fabric.happens('lostRequests')) await link.swallow()
        if (fabric.happens('doubledRequests')) handleAgain(fabric, { from, to, method, header, request })
        const answer = await link.race(call.unary(request)).then(
          (bytes) => ({ bytes }),
          (error: unknown) => ({ error }),
        )
        await fabric.travel(link, fabric.wire())
        if (fabric.happens('lostResponses')) await link.swallow()
        if ('error' in answer) throw answer.error
        return {
          ...responseHead(method),
          stream: false as const,
          method,
          message: fromBinary(method.output, answer.bytes),
        }
      } finally {
        link.close()
      }
    },

    async stream(method, signal, timeoutMs, header, input) {
      const link = fabric.open(from, to)
      const requests = new MessageQueue<Uint8Array>(STREAM_WINDOW)
      const responses = new MessageQueue<Uint8Array>(STREAM_WINDOW)
      link.onEnd(() => {
        requests.end(link.signal.reason)
        responses.end(link.signal.reason)
      })
      link.follow(signal)
      if (timeoutMs !== undefined) link.limitTime(timeoutMs, fail('CALL_TIMEOUT', { peer: to }))
      const forth = fabric.wire()
      const arrived = fabric.travel(link, forth)
      void sendRequests()
      void sendResponses()
      return { ...responseHead(method), stream: true as const, method, message: read() }

      async function sendRequests() {
        try {
          for await (const message of whileOpen(link, input)) {
            const bytes = encode(method.input, message, to)
            await link.race(requests.reserve())
            fabric.carry(link, forth, () => requests.push(bytes))
          }
          fabric.carry(link, forth, () => requests.end())
        } catch (error) {
          link.end(error instanceof CodedError ? error : fail('CALL_CANCELED', { peer: to }, { cause: error }))
        }
      }

      async function sendResponses() {
        const back = fabric.wire()
        const finish = (error?: unknown) =>
          fabric.carry(link, back, () => {
            responses.end(error)
            link.close()
          })
        try {
          await arrived
          const call = new HandledCall(fabric, link, method, header)
          for await (const bytes of whileOpen(link, call.stream(requests))) {
            await link.race(responses.reserve())
            if (fabric.happens('brokenStreams')) link.lose()
            fabric.carry(link, back, () => responses.push(bytes))
          }
          finish()
        } catch (error) {
          finish(error)
        }
      }

      async function* read() {
        try {
          for await (const bytes of responses) yield fromBinary(method.output, bytes)
        } finally {
          link.close()
        }
      }
    },
  }
}

/** One call on the side of its handler. */
class HandledCall {
  readonly #fabric: Fabric
  readonly #link: Link
  readonly #method: DescMethod
  readonly #header: HeadersInit | undefined

  constructor(fabric: Fabric, link: Link, method: DescMethod, header: HeadersInit | undefined) {
    this.#fabric = fabric
    this.#link = link
    this.#method = method
    this.#header = header
  }

  async unary(request: Uint8Array): Promise<Uint8Array> {
    try {
      const { spec, context, takeBytes } = await this.#admitted(request.length)
      if (spec.kind !== 'unary') throw fail('METHOD_UNKNOWN', { peer: this.#link.to })
      if (takeBytes) checkSize(request, this.#link.to, this.#mostBytes())
      const answer = takeBytes?.(request, context) ?? spec.impl(this.#read(request), context)
      return this.#encode((await answer) as MessageInitShape<DescMessage>)
    } catch (error) {
      throw this.#crossed(error)
    }
  }

  async *stream(requests: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      const { spec, context } = await this.#admitted()
      const decoded = this.#readAll(requests)
      if (spec.kind === 'server_streaming') {
        const first = await decoded.next()
        if (first.done) throw fail('INPUT_INVALID', { field: 'request', reason: 'it is missing' })
        for await (const message of spec.impl(first.value, context)) yield this.#encode(message)
      } else if (spec.kind === 'client_streaming') {
        yield this.#encode(await spec.impl(decoded, context))
      } else if (spec.kind === 'bidi_streaming') {
        for await (const message of spec.impl(decoded, context)) yield this.#encode(message)
      } else throw fail('METHOD_UNKNOWN', { peer: this.#link.to })
    } catch (error) {
      throw this.#crossed(error)
    }
  }

  /** Nothing of the request is looked at before. @param requestBytes of a request that is sent whole */
  async #admitted(requestBytes?: number) {
    const { routes, bytes, admit } = this.#fabric.served(this.#link)
    const spec = routes.get(methodName(this.#method))
    if (!spec) throw fail('METHOD_UNKNOWN', { peer: this.#link.to })
    const requestHeader = new Headers(this.#header)
    if (requestBytes !== undefined) requestHeader.set('content-length', String(requestBytes))
    const context = createHandlerContext({
      service: this.#method.parent,
      method: this.#method,
      protocolName: 'connect',
      requestMethod: 'POST',
      url: `memory://${this.#link.to}/${methodName(this.#method)}`,
      requestSignal: this.#link.signal,
      contextValues: createContextValues()
        .set(callerKey, this.#link.from)
        .set(callerHostKey, this.#fabric.hostOf(this.#link.from)),
      requestHeader,
    })
    if (admit) await admit(this.#method, context)
    return { spec, context, takeBytes: bytes?.get(this.#method) }
  }

  async *#readAll(messages: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
    for await (const bytes of messages) yield this.#read(bytes)
  }

  #mostBytes(): number {
    return requestMaxBytesOf(this.#method, this.#fabric.served(this.#link).requestMaxBytes)
  }

  #read(request: Uint8Array): Message {
    checkSize(request, this.#link.to, this.#mostBytes())
    return readMessage(this.#method.input, request)
  }

  #encode(message: MessageInitShape<DescMessage>): Uint8Array {
    return encode(this.#method.output, message, this.#link.to)
  }

  #crossed(error: unknown): CodedError {
    const foreseen = error instanceof CodedError || error instanceof ConnectError || this.#link.ended
    if (!foreseen) this.#fabric.onUnexpected(error, methodName(this.#method))
    return fromConnectError(toConnectError(error), this.#link.to)
  }
}

/** A request that is handled once more, apart from the call that it came from. */
function handleAgain(
  fabric: Fabric,
  call: { from: Address; to: Address; method: DescMethod; header: HeadersInit | undefined; request: Uint8Array },
): void {
  const link = fabric.open(call.from, call.to)
  link.limitTime(limits.callTimeoutMs, fail('CALL_TIMEOUT', { peer: call.to }))
  fabric
    .travel(link, fabric.wire())
    .then(() => new HandledCall(fabric, link, call.method, call.header).unary(call.request))
    // Nobody waits for this answer.
    .catch(() => {})
    .finally(() => link.close())
}

/** The items of an iterable until the link ends; then its error. */
async function* whileOpen<Item>(link: Link, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await link.race(iterator.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    // Not awaited: a generator that hangs in a wait of its own would keep us here.
    Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

function encode<Desc extends DescMessage>(desc: Desc, message: MessageInitShape<Desc>, peer: Address): Uint8Array {
  const bytes = toBinary(desc, create(desc, message))
  checkSize(bytes, peer, limits.messageMaxBytes)
  return bytes
}

function checkSize({ length }: Uint8Array, peer: Address, maxBytes: number): void {
  if (length > maxBytes) throw fail('MESSAGE_TOO_LARGE', { peer, limit: `${length} bytes, of ${maxBytes}` })
}

function responseHead(method: DescMethod) {
  return { service: method.parent, header: new Headers(), trailer: new Headers() }
}
