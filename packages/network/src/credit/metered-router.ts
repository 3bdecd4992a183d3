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
  { costlyMs = {}, uncounted, isAdmitted = false }: CallCosts,
): Partial<ServiceImpl<Service>> {
  const handlers = { ...implementation } as Record<string, Unary | Stream | undefined>
  for (const method of service.methods) {
    const handle = handlers[method.localName]
    if (!handle || uncounted?.has(method.localName)) continue
    const begin = async (sender: CallSender) => {
      if (!isAdmitted) await credit.check(sender)
      credit.charge(sender, costlyMs[method.localName] ?? CALL_MS)
    }
    handlers[method.localName] =
      method.methodKind === 'unary' ? meteredUnary(begin, handle, credit) : meteredStream(begin, handle as Stream)
  }
  return handlers as Partial<ServiceImpl<Service>>
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
