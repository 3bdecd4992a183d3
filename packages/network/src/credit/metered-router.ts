import type { DescService } from '@bufbuild/protobuf'
import type { ConnectRouter, HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { type CallSender, type ReadCredit, senderOf } from './read-credit.ts'

/** What a call costs beside the time that is measured, in milliseconds: to read it, and to answer. */
const CALL_MS = 0.1

/** How the methods of a router are counted, by their local names. */
export interface CallCosts {
  /** Where a call costs more than the clock sees, as a signature that another thread makes, or the store that is asked. */
  readonly costlyMs?: Readonly<Record<string, number>>
  /** What these may use is counted elsewhere. */
  readonly uncounted?: ReadonlySet<string>
  /** Whether credit is left has been asked by `PeerHandlers.admit`, and what a call paid there must not stop it here. */
  readonly isAdmitted?: boolean
  /** Told of what a call is refused for, also of one that is not counted. */
  readonly onRefused?: (error: unknown) => void
}

type Begin = (sender: CallSender) => Promise<void>
type Unary = (request: unknown, context: HandlerContext) => unknown
type Stream = (request: unknown, context: HandlerContext) => AsyncIterable<unknown>

/** As `router`, and each call is paid for by its caller's credit. */
export function meteredRouter(router: ConnectRouter, credit: ReadCredit, costs: CallCosts = {}): ConnectRouter {
  const metered: ConnectRouter = {
    ...router,
    service(desc, implementation, options) {
      router.service(desc, meteredService(desc, implementation, credit, costs), options)
      return metered
    },
  }
  return metered
}

function meteredService<Service extends DescService>(
  service: Service,
  implementation: Partial<ServiceImpl<Service>>,
  credit: ReadCredit,
  { costlyMs = {}, uncounted, isAdmitted = false, onRefused = () => {} }: CallCosts,
): Partial<ServiceImpl<Service>> {
  const handlers = { ...implementation } as Record<string, Unary | Stream | undefined>
  for (const method of service.methods) {
    const handle = handlers[method.localName]
    if (!handle) continue
    const isFree = uncounted?.has(method.localName)
    const begin = async (sender: CallSender) => {
      if (!isAdmitted) await credit.check(sender)
      credit.charge(sender, costlyMs[method.localName] ?? CALL_MS)
    }
    if (method.methodKind === 'unary') {
      handlers[method.localName] = toldUnary(isFree ? handle : meteredUnary(begin, handle, credit), onRefused)
    } else {
      const stream = handle as Stream
      handlers[method.localName] = toldStream(isFree ? stream : meteredStream(begin, stream), onRefused)
    }
  }
  return handlers as Partial<ServiceImpl<Service>>
}

function toldUnary(handle: Unary, onRefused: (error: unknown) => void): Unary {
  return async (request, context) => {
    try {
      return await handle(request, context)
    } catch (error) {
      onRefused(error)
      throw error
    }
  }
}

function toldStream(handle: Stream, onRefused: (error: unknown) => void): Stream {
  return async function* (request, context) {
    try {
      yield* handle(request, context)
    } catch (error) {
      onRefused(error)
      throw error
    }
  }
}

function meteredUnary(begin: Begin, handle: Unary, credit: ReadCredit): Unary {
  return async (request, context) => {
    const sender = senderOf(context)
    await begin(sender)
    return await credit.measure(sender, () => handle(request, context))
  }
}

function meteredStream(begin: Begin, handle: Stream): Stream {
  return async function* (request, context) {
    await begin(senderOf(context))
    yield* handle(request, context)
  }
}
