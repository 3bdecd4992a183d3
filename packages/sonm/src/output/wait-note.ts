import type { Clock } from '@sonm/common'

/** Who waits for less does not wonder. */
const UNSAID_MS = 2_000
const TEXT = 'Waiting for the node, which may be waiting for a marketplace or a hub…'
const CLEAR_LINE = '\r\u001b[K'

export interface WaitNote {
  /** Whatever takes long is told of until it is over. */
  during<Result>(work: () => Promise<Result>): Promise<Result>
}

/** A line on a terminal as long as somebody waits there, taken away afterwards; elsewhere nothing. */
export function waitNote(
  stream: Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): unknown },
  clock: Clock,
): WaitNote {
  let waiting = 0
  let isSaid = false
  let cancel = () => {}
  const say = () => {
    isSaid = true
    stream.write(TEXT)
  }
  return {
    async during(work) {
      if (!stream.isTTY) return work()
      if (waiting++ === 0) cancel = clock.after(UNSAID_MS, say)
      try {
        return await work()
      } finally {
        if (--waiting === 0) {
          cancel()
          if (isSaid) stream.write(CLEAR_LINE)
          isSaid = false
        }
      }
    },
  }
}
