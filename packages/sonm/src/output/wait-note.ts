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
  return {
    async during(work) {
      if (!stream.isTTY) return work()
      let isSaid = false
      const cancel = clock.after(UNSAID_MS, () => {
        isSaid = true
        stream.write(TEXT)
      })
      try {
        return await work()
      } finally {
        cancel()
        if (isSaid) stream.write(CLEAR_LINE)
      }
    },
  }
}
