import type { DescMethod } from '@bufbuild/protobuf'
import {
  type ConnectRouter,
  createMethodImplSpec,
  createServiceImplSpec,
  type MethodImplSpec,
} from '@connectrpc/connect'

/** A service's handlers by method, taken as the service registers them. */
export type Routes = ReadonlyMap<string, MethodImplSpec>

export function methodName(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`
}

export function collectRoutes(register: (router: ConnectRouter) => void): Routes {
  const routes = new Map<string, MethodImplSpec>()
  const router: ConnectRouter = {
    handlers: [],
    service(service, implementation) {
      for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) {
        routes.set(methodName(spec.method), spec)
      }
      return router
    },
    rpc(method, implementation) {
      routes.set(methodName(method), createMethodImplSpec(method, implementation))
      return router
    },
  }
  register(router)
  return routes
}
