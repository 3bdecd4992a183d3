import { connect, isIP, type Socket } from 'node:net'
import type { Endpoint } from '@sonm/model'
import { KEEP_ALIVE } from '../links/listen.ts'

/**
 * A TCP connection with half-close. Rejects with the signal's reason, leaving no socket behind, as soon as it aborts.
 * @param from the local port to connect from; without it the system takes one that others may have too, for another
 *   destination. 0: a free one that can be connected from again, where the host is an address
 */
export function connectTcp(
  { host, port }: Endpoint,
  signal: AbortSignal,
  from?: { localPort: number },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const local = from && { ...from, ...(isIP(host) !== 0 && { localAddress: isIP(host) === 6 ? '::' : '0.0.0.0' }) }
    const socket = connect({ host, port, ...local, allowHalfOpen: true, noDelay: true, ...KEEP_ALIVE })
    const settle = (action: () => void) => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      action()
    }
    const onError = (error: Error) => settle(() => reject(error))
    const onAbort = () =>
      settle(() => {
        socket.on('error', () => {})
        socket.destroy()
        reject(signal.reason)
      })
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', onError)
    socket.once('connect', () => settle(() => resolve(socket)))
  })
}
