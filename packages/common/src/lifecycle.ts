/** A part of a daemon. `start` resolves when the part serves; `stop` resolves when it has let go of everything, and may be called twice. */
export interface Startable {
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the parts in order and stops them in the reverse order. If one fails to start, those before it are stopped.
 * Every part is stopped even when another's `stop` fails; the failures come back as one AggregateError.
 */
export function sequence(parts: readonly Startable[]): Startable {
  const running: Startable[] = []
  const stop = async () => {
    const failures: unknown[] = []
    for (let part = running.pop(); part !== undefined; part = running.pop()) {
      await part.stop().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some parts did not stop cleanly.')
  }
  return {
    async start() {
      try {
        for (const part of parts) {
          await part.start()
          running.push(part)
        }
      } catch (error) {
        await stop().catch(() => {})
        throw error
      }
    },
    stop,
  }
}

/**
 * Waits for parts that start beside each other. It settles when each has started or failed, and not before: whoever then
 * stops what runs misses none that was still on its way.
 * @throws the first failure in the order given
 */
export async function together<Value>(starting: readonly Promise<Value>[]): Promise<void> {
  const failed = (await Promise.allSettled(starting)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}
