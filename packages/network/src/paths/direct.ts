import { connect, type Socket } from 'node:net'
import { limits } from '../limits.ts'
import type { Path } from './path.ts'
import { type Endpoint, formatEndpoint, type Resolve } from './peer.ts'

/** TCP to the endpoints that a peer announces. */
export function directPath(resolve: Resolve): Path {
  return {
    kind: 'direct',
    async routes(to) {
      const endpoints = await resolve(to)
      return endpoints.slice(0, limits.dialMaxEndpoints).map((endpoint) => ({
        kind: 'direct',
        label: formatEndpoint(endpoint),
        connect: (signal) => connectTcp(endpoint, signal),
      }))
    },
  }
}

function connectTcp(endpoint: Endpoint, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const socket = connect({ ...endpoint, allowHalfOpen: true, noDelay: true, keepAlive: true })
    const settle = (action: () => void) => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      action()
    }
    const onError = (error: Error) => settle(() => reject(error))
    const onAbort = () =>
      settle(() => {
        socket.destroy()
        reject(signal.reason)
      })
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', onError)
    socket.once('connect', () => settle(() => resolve(socket)))
  })
}
