import type { DescMethod } from '@bufbuild/protobuf'
import type { ConnectRouter, MethodImplSpec } from '@connectrpc/connect'
import { createMethodImplSpec, createServiceImplSpec } from '@connectrpc/connect'
import { limits } from '../limits.ts'
import type { PeerHandlers } from '../network.ts'

/** The most bytes that a request of a method may have. */
export function requestMaxBytesOf(method: DescMethod, named: PeerHandlers['requestMaxBytes']): number {
  return named?.get(method) ?? limits.requestMaxBytes
}

/** The unary methods of a service by their paths, noted while they go into `router` too, where each takes requests as large as is named. */
export function noteUnary(
  router: ConnectRouter,
  routes: (router: ConnectRouter) => void,
  named: PeerHandlers['requestMaxBytes'],
): Map<string, UnaryMethod> {
  const found = new Map<string, UnaryMethod>()
  const note = (spec: MethodImplSpec) => {
    if (spec.kind === 'unary') found.set(`/${spec.method.parent.typeName}/${spec.method.name}`, spec)
  }
  const noting: ConnectRouter = {
    handlers: router.handlers,
    service(service, implementation, options) {
      for (const { method, impl } of Object.values(createServiceImplSpec(service, implementation).methods)) {
        noting.rpc(method, impl as never, options)
      }
      return noting
    },
    rpc(method, impl, options) {
      router.rpc(method, impl, { ...options, readMaxBytes: requestMaxBytesOf(method, named) })
      note(createMethodImplSpec(method, impl))
      return noting
    },
  }
  routes(noting)
  return found
}

export type UnaryMethod = Extract<MethodImplSpec, { kind: 'unary' }>
