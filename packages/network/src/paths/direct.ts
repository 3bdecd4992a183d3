import { limits } from '../limits.ts'
import { connectTcp } from './connect-tcp.ts'
import type { Path } from './path.ts'
import { formatEndpoint, type Resolve } from './peer.ts'

/** TCP to the endpoints that a peer announces. */
export function directPath(resolve: Resolve): Path {
  return {
    kind: 'direct',
    async routes(to, options) {
      const endpoints = (await resolve(to, options)).filter(({ relay }) => relay === undefined)
      return endpoints.slice(0, limits.dialMaxEndpoints).map((endpoint) => ({
        kind: 'direct',
        label: formatEndpoint(endpoint),
        connect: (signal) => connectTcp(endpoint, signal),
      }))
    },
  }
}
