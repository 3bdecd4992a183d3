import type { AddressInfo, Server } from 'node:net'
import { messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import { limits } from '../limits.ts'
import type { Endpoint } from '../paths/peer.ts'

/** Of TCP itself: the last to notice that the other side is gone, where nothing is sent. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: limits.silentConnectionMs } as const

/**
 * Listens on a host and a port; port 0 takes a free one.
 * @returns where it listens
 * @throws PORT_TAKEN, INPUT_INVALID when the host is none of this machine's
 */
export function listenOn(server: Server, host: string, port: number): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') reject(fail('PORT_TAKEN', { port }, { cause }))
      else reject(fail('INPUT_INVALID', { field: `listen on ${host}:${port}`, reason: messageOf(cause) }, { cause }))
    }
    server.once('error', onError)
    server.listen({ host, port }, () => {
      server.off('error', onError)
      resolve({ host, port: (server.address() as AddressInfo).port })
    })
  })
}

/** Stops listening; resolves when every connection is gone. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
