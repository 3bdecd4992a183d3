import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '@sonm/common'
import { limits } from '../limits.ts'
import { connectionsOf, hostOf } from '../links/host.ts'
import { Places } from '../links/places.ts'
import { Deadline } from '../loopback/deadline.ts'

/** Where a connection comes from: with TLS Node hands out another socket than it has accepted. */
type From = Pick<Socket, 'remoteAddress' | 'remotePort'>

/**
 * The connections to a web port: of one host only so many, and none that keeps its place without coming to its point. By the
 * clock that was handed in, where Node would look at its own from time to time.
 */
export class WebConnections {
  readonly #sockets = new Set<Socket>()
  readonly #deadlines = new Map<string, Deadline>()

  constructor(server: Server, clock: Clock) {
    const places = new Places<string>(connectionsOf)
    server.maxConnections = limits.connections
    server.on('connection', (socket: Socket) => {
      socket.on('error', () => {})
      const leave = places.take(hostOf(socket.remoteAddress))
      if (!leave) return void socket.destroy()
      const key = keyOf(socket)
      const deadline = new Deadline(socket, clock)
      // TLS and the head of the first request.
      deadline.within(limits.handshakeTimeoutMs)
      this.#sockets.add(socket)
      this.#deadlines.set(key, deadline)
      socket.once('close', () => {
        this.#sockets.delete(socket)
        if (this.#deadlines.get(key) === deadline) this.#deadlines.delete(key)
        leave()
      })
    })
  }

  /** The head of a request has come; after the answer the next must come in time. */
  asked(request: IncomingMessage, response: ServerResponse): void {
    const deadline = this.#deadlines.get(keyOf(request.socket))
    deadline?.began()
    response.once('close', () => deadline?.ended(limits.webNextRequestMs))
  }

  /** It is a WebSocket from now on, with limits of its own. */
  upgraded(request: IncomingMessage): void {
    this.#deadlines.get(keyOf(request.socket))?.began()
  }

  /** Nothing more is said on it: who does not close his side either is cut. */
  refused(request: IncomingMessage): void {
    this.#deadlines.get(keyOf(request.socket))?.within(limits.closeGraceMs)
  }

  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

function keyOf({ remoteAddress, remotePort }: From): string {
  return `${remoteAddress} ${remotePort}`
}
