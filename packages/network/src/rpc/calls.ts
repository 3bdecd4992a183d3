import type { Http2Session, Http2Stream } from 'node:http2'
import type { Clock } from '@sonm/common'

/**
 * Counts the calls of a session, and calls `onIdle` when it has had none for so long.
 * @param options.isKept it is not idle meanwhile, whatever its calls
 */
export function countCalls(
  session: Http2Session,
  options: { clock: Clock; idleMs: number; isKept?: (() => boolean) | undefined; onIdle: () => void },
) {
  let calls = 0
  const watchIdle = () =>
    options.clock.after(options.idleMs, () => {
      if (options.isKept?.()) cancelIdle = watchIdle()
      else options.onIdle()
    })
  let cancelIdle = watchIdle()
  session.once('close', () => cancelIdle())
  return {
    any: () => calls > 0,
    /** Told of each call. */
    began(stream: Http2Stream) {
      calls++
      cancelIdle()
      stream.once('close', () => {
        calls--
        if (calls === 0 && !session.destroyed) cancelIdle = watchIdle()
      })
    },
  }
}
