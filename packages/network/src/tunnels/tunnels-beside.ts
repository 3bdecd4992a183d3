import type { Socket } from 'node:net'
import type { Address } from '@sonm/model'
import { plainHost } from '../nat/addresses.ts'

/** An open tunnel, as its line is watched. */
interface Watched {
  readonly socket: Socket
  /** Ends it so that both sides see a failure. */
  readonly cut: () => void
}

/**
 * Open tunnels by peer and the address that they are reached by. Their bytes are raw, so nothing on them can ask whether the
 * other side is still there, and a line that swallows packets looks like silence. The RPC connections on the same line are
 * pinged in their stead.
 */
export class TunnelsBeside {
  readonly #byLine = new Map<string, Set<Watched>>()

  /** Until it closes. */
  add(peer: Address, socket: Socket, cut: () => void): void {
    const line = lineOf(peer, socket.remoteAddress)
    const tunnels = this.#byLine.get(line) ?? new Set()
    const watched = { socket, cut }
    this.#byLine.set(line, tunnels.add(watched))
    socket.once('close', () => {
      tunnels.delete(watched)
      if (tunnels.size === 0 && this.#byLine.get(line) === tunnels) this.#byLine.delete(line)
    })
  }

  /** Those beside a connection. @param remoteAddress of the connection */
  of(peer: Address, remoteAddress: string | undefined): Line {
    const line = lineOf(peer, remoteAddress)
    const tunnels = () => this.#byLine.get(line) ?? new Set<Watched>()
    return {
      any: () => tunnels().size > 0,
      cutSilent() {
        const before = [...tunnels()].map((tunnel) => ({ ...tunnel, ...progressOf(tunnel.socket) }))
        return () => {
          for (const { socket, cut, read, sent } of before) if (!hasMoved(socket, { read, sent })) cut()
        }
      },
    }
  }
}

/** The tunnels beside one connection. */
export interface Line {
  any(): boolean
  /** Remembers how far they are. @returns cuts those that are no further by then */
  cutSilent(): () => void
}

function lineOf(peer: Address, remoteAddress = ''): string {
  return `${peer} ${plainHost(remoteAddress)}`
}

interface Progress {
  readonly read: number
  /** Only while more waits than the system takes: else it says nothing about the other side that the system took some. */
  readonly sent: number | undefined
}

function progressOf(socket: Socket): Progress {
  const { bytesRead, bytesWritten, writableLength } = socket
  return { read: bytesRead, sent: writableLength > 0 ? bytesWritten - writableLength : undefined }
}

function hasMoved(socket: Socket, { read, sent }: Progress): boolean {
  return socket.bytesRead > read || (sent !== undefined && socket.bytesWritten - socket.writableLength > sent)
}
