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
