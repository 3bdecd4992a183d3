import type { ConnectRouter, MethodImplSpec } from '@connectrpc/connect'
import { createMethodImplSpec, createServiceImplSpec } from '@connectrpc/connect'

/** The unary methods of a service by their paths, noted while they go into `router` too. */
export function noteUnary(router: ConnectRouter, routes: (router: ConnectRouter) => void): Map<string, UnaryMethod> {
  const found = new Map<string, UnaryMethod>()
  const note = (spec: MethodImplSpec) => {
    if (spec.kind === 'unary') found.set(`/${spec.method.parent.typeName}/${spec.method.name}`, spec)
  }
  const noting: ConnectRouter = {
    handlers: router.handlers,
    service(service, implementation, options) {
      router.service(service, implementation, options)
      for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) note(spec)
      return noting
    },
    rpc(method, impl, options) {
      router.rpc(method, impl, options)
      note(createMethodImplSpec(method, impl))
      return noting
    },
  }
  routes(noting)
  return found
}

export type UnaryMethod = Extract<MethodImplSpec, { kind: 'unary' }>
