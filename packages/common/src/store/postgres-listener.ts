import type { Clock } from '../clock.ts'
import type { Startable } from '../lifecycle.ts'
import type { Logger } from '../logger.ts'
import { Loop } from '../loop.ts'
import type { Random } from '../random.ts'
import { connectionOptions, type PostgresAddress, unreachable } from './postgres-store.ts'

export interface PostgresListenerOptions {
  readonly address: PostgresAddress
  /** A plain name. */
  readonly channel: string
  /** There may be something new: a notification has come, or some may have been missed, for the connection was made anew. */
  readonly onNotice: () => void
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Hears the notifications of a channel, on a connection of its own that is made again whenever it is lost. */
export function postgresListener(options: PostgresListenerOptions): Startable {
  const { address, channel, onNotice } = options
  return new Loop({
    ...options,
    name: 'database notifications',
    retryFirstMs: 100,
    retryLongestMs: 5_000,
    async step(signal, works) {
      const { default: pg } = await import('pg')
      const client = new pg.Client(await connectionOptions(address))
      const lost = new Promise<Error>((resolve) => {
        client.on('error', resolve)
        client.once('end', () => resolve(new Error('the server has closed the connection')))
        const stop = () => resolve(new Error('told to stop'))
        signal.addEventListener('abort', stop, { once: true })
        // While the client was made.
        if (signal.aborted) stop()
      })
      client.on('notification', onNotice)
      try {
        await client.connect()
        await client.query(`LISTEN ${channel}`)
        onNotice()
        works()
        throw await lost
      } catch (cause) {
        throw unreachable(address, cause)
      } finally {
        await client.end().catch(() => {})
      }
    },
  })
}
