import type { DescService } from '@bufbuild/protobuf'
import type { ConnectRouter, HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { senderOf } from '../service.ts'
import type { ReadCredit } from './read-credit.ts'

/** What a call costs beside the time that is measured, in milliseconds: to read it, and to answer. */
const CALL_MS = 0.1
/** The same where a signature is made or recovered, or the store is asked, which no clock here sees. */
const COSTLY_CALLS_MS: Readonly<Record<string, number>> = {
  cancelOrder: 1,
  attestOrders: 2,
  reportStart: 3,
  getPrices: 2,
  getMarketHistory: 2,
  watchMatches: 1,
  watchBook: 1,
  follow: 5,
}

type Unary = (request: unknown, context: HandlerContext) => unknown
type Stream = (request: unknown, context: HandlerContext) => AsyncIterable<unknown>

/** What these may use is counted by the intake. */
const OF_THE_INTAKE: ReadonlySet<string> = new Set(['placeOrder', 'placeOrders'])

/** As `router`, and each call that is no order is paid for by its caller's credit. */
export function meteredRouter(router: ConnectRouter, credit: ReadCredit): ConnectRouter {
  const metered: ConnectRouter = {
    ...router,
    service(desc, implementation, options) {
      router.service(desc, meteredService(desc, implementation, credit), options)
      return metered
    },
  }
  return metered
}

function meteredService<Service extends DescService>(
  service: Service,
  implementation: Partial<ServiceImpl<Service>>,
  credit: ReadCredit,
): Partial<ServiceImpl<Service>> {
  const handlers = { ...implementation } as Record<string, Unary | Stream | undefined>
  for (const method of service.methods) {
    const handle = handlers[method.localName]
    if (!handle || OF_THE_INTAKE.has(method.localName)) continue
    handlers[method.localName] =
      method.methodKind === 'unary'
        ? meteredUnary(method.localName, handle, credit)
        : meteredStream(method.localName, handle as Stream, credit)
  }
  return handlers as Partial<ServiceImpl<Service>>
}

function meteredUnary(name: string, handle: Unary, credit: ReadCredit): Unary {
  return async (request, context) => {
    const sender = senderOf(context)
    await credit.check(sender)
    credit.charge(sender, COSTLY_CALLS_MS[name] ?? CALL_MS)
    return await credit.measure(sender, () => handle(request, context))
  }
}

function meteredStream(name: string, handle: Stream, credit: ReadCredit): Stream {
  return async function* (request, context) {
    const sender = senderOf(context)
    await credit.check(sender)
    credit.charge(sender, COSTLY_CALLS_MS[name] ?? CALL_MS)
    yield* handle(request, context)
  }
}
