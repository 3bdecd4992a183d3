import type { ClientHttp2Session } from 'node:http2'
import type { Clock } from '@sonm/common'
import { limits } from '../limits.ts'

/** Measures one round trip over a connection by a ping, in milliseconds. */
export function roundTrip(session: ClientHttp2Session, clock: Clock): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      cancelTimeout()
      session.off('close', onClose)
      action()
    }
    const onClose = () => settle(() => reject(new Error('the connection was closed')))
    const cancelTimeout = clock.after(limits.pingTimeoutMs, () =>
      settle(() => reject(new Error(`it did not answer a ping within ${limits.pingTimeoutMs / 1000} s`))),
    )
    session.once('close', onClose)
    session.ping((error, durationMs) => settle(() => (error ? reject(error) : resolve(durationMs))))
  })
}
