import { once } from 'node:events'
import { abortable, type Random } from '@sonm/common'
import { type Endpoint, parseEndpoint } from '@sonm/model'
import { surviveErrors } from '../links/secure.ts'
import { encodePreface, readExactly, TOKEN_BYTES } from './preface.ts'
import type { RelayLink } from './relay-links.ts'

/** A local port, and how the relay sees it from outside. */
export interface Seen {
  readonly localPort: number
  readonly endpoint: Endpoint
  /** What names that endpoint to the relay. */
  readonly nonce: Uint8Array
}

/**
 * Asks a relay from where it sees a fresh local port. The relay closes first, so that the port is free again at once and the
 * NAT still remembers it.
 * @param from the local port to ask for, one that was asked for before; a fresh one by default
 */
export async function askSeen(
  link: Pick<RelayLink, 'openRaw'>,
  random: Random,
  signal: AbortSignal,
  from: { readonly localPort: number } = { localPort: 0 },
): Promise<Seen> {
  const socket = await link.openRaw(signal, from)
  surviveErrors(socket)
  try {
    const localPort = socket.localPort!
    const closed = once(socket, 'close', { signal })
    closed.catch(() => {})
    const nonce = random.bytes(TOKEN_BYTES)
    socket.write(encodePreface({ kind: 'seen', token: nonce }))
    const [length] = await readExactly(socket, 1, signal)
    const endpoint = parseEndpoint((await readExactly(socket, length!, signal)).toString('latin1'))
    socket.resume()
    socket.once('end', () => socket.end())
    await abortable(closed, signal)
    return { localPort, endpoint, nonce }
  } catch (error) {
    socket.destroy()
    throw error
  }
}
