import type { Http2Session } from 'node:http2'
import type { Clock } from '@sonm/common'
import { limits } from '../limits.ts'

/**
 * Pings a connection while it has calls, and calls `onDead` when nothing comes back in time. Any byte counts as life: on a
 * slow link the answer may stand behind a large message.
 * @param link.bytesRead how much has come in so far
 */
export function keepAlive(
  session: Http2Session,
  link: { clock: Clock; busy: () => boolean; bytesRead: () => number; onDead: () => void },
): void {
  let cancelPing = () => {}
  let cancelTimeout = () => {}
  const schedule = () => {
    cancelPing = link.clock.after(limits.pingIntervalMs, () => (link.busy() ? ping() : schedule()))
  }
  const watch = (bytesBefore: number) => {
    cancelTimeout = link.clock.after(limits.pingTimeoutMs, () => {
      if (link.bytesRead() === bytesBefore) link.onDead()
      else watch(link.bytesRead())
    })
  }
  const ping = () => {
    if (session.destroyed) return
    watch(link.bytesRead())
    session.ping((error) => {
      cancelTimeout()
      if (error === null && !session.destroyed) schedule()
    })
  }
  session.once('close', () => {
    cancelPing()
    cancelTimeout()
  })
  schedule()
}
