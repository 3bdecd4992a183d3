import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { limits } from '../limits.ts'
import { AtOnce } from '../links/at-once.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import type { Endpoint } from '../paths/peer.ts'
import { splice } from './splice.ts'

export interface ForwardedPort extends Endpoint {
  /** Stops listening and cuts the open connections. */
  close(): Promise<void>
}

/**
 * Listens on a TCP port and joins each connection to a stream of its own.
 * @param options.listenPort 0 takes a free one
 * @param options.open opens the stream, a tunnel say; when it fails, its connection is closed
 * @param options.onError told why a stream could not be opened
 * @throws PORT_TAKEN
 */
export async function forwardPort(options: {
  listenHost: string
  listenPort: number
  open: () => Promise<Duplex>
  onError: (error: unknown) => void
}): Promise<ForwardedPort> {
  const connections = new Set<Socket>()
  const openings = new AtOnce<'tunnel'>(limits.tunnelsOpenedPerPort)
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    socket.on('error', () => {})
    const open = async () => (socket.destroyed ? undefined : options.open())
    openings.run('tunnel', open).then(
      (stream) => stream && splice(socket, stream),
      (error: unknown) => {
        socket.destroy()
        options.onError(error)
      },
    )
  })
  const endpoint = await listenOn(server, options.listenHost, options.listenPort)
  return {
    ...endpoint,
    async close() {
      const closed = closeServer(server)
      for (const socket of connections) socket.destroy()
      await closed
    },
  }
}
