import type { Http2Session } from 'node:http2'
import type { Clock } from '@sonm/common'
import { limits } from '../limits.ts'
import type { Line } from '../tunnels/tunnels-beside.ts'

/**
 * Pings a connection while it has calls, or tunnels stand beside it, and calls `onDead` when nothing comes back in time: then
 * tunnels on which nothing has moved meanwhile are dead too, and are cut. Any byte counts as life: on a slow link the answer may
 * stand behind a large message.
 * @param link.bytesRead how much has come in so far
 * @param link.pingsTalker ping also when much came without a call. Who makes us answer and does not read has us stop reading
 *   (Node's HTTP/2 does while a write waits): no answer can come, and he is cut off. One side only, or both ping for ever.
 */
export function keepAlive(
  session: Http2Session,
  link: {
    clock: Clock
    busy: () => boolean
    beside?: Line | undefined
    bytesRead: () => number
    pingsTalker: boolean
    onDead: () => void
  },
): void {
  let cancelPing = () => {}
  let cancelTimeout = () => {}
  let bytesSettled = 0
  const schedule = () => {
    bytesSettled = link.bytesRead()
    cancelPing = link.clock.after(limits.pingIntervalMs, look)
  }
  const look = () => {
    const talks = link.pingsTalker && link.bytesRead() - bytesSettled > limits.talkBytes
    if (talks || link.busy() || link.beside?.any()) ping()
    else schedule()
  }
  const watch = (bytesBefore: number, cutSilent?: () => void) => {
    cancelTimeout = link.clock.after(limits.pingTimeoutMs, () => {
      if (link.bytesRead() !== bytesBefore) return watch(link.bytesRead(), cutSilent)
      link.onDead()
      cutSilent?.()
    })
  }
  const ping = () => {
    if (session.destroyed) return
    watch(link.bytesRead(), link.beside?.cutSilent())
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
