import type { Socket } from 'node:net'
import { abortable, isCoded } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { ConnectResponse } from '@sonm/protocol'
import { limits } from '../limits.ts'
import { surviveErrors } from '../links/secure.ts'
import { DataAnswer, encodePreface, readExactly } from '../relay/preface.ts'
import type { RelayLink, RelayLinks } from '../relay/relay-links.ts'
import type { Path } from './path.ts'
import { formatEndpoint, type Resolve } from './peer.ts'
import { relaysOf } from './relays-of.ts'

/** Through a relay at which the peer keeps a place. The relay joins two connections and cannot read them. */
export function relayedPath(resolve: Resolve, links: RelayLinks): Path {
  return {
    kind: 'relayed',
    async routes(to, options) {
      return (await relaysOf(resolve, to, options)).map((relay) => ({
        kind: 'relayed',
        label: formatEndpoint(relay),
        connect: (signal) => connectThrough(links.to(relay), to, signal),
      }))
    },
  }
}

async function connectThrough(link: RelayLink, to: Address, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  // The connection is made while the relay is asked: that saves a round trip.
  const connecting = link.openRaw(signal)
  connecting.catch(() => {})
  try {
    const { token } = await abortable(askFor(link, to, signal), signal)
    const socket = await connecting
    surviveErrors(socket)
    socket.write(encodePreface({ kind: 'data', token }))
    const [answer] = await readExactly(socket, 1, signal)
    if (answer === DataAnswer.joined) return socket
    if (answer === DataAnswer.busy) throw new Error('the relay carries as much as it can')
    throw fail('RELAY_PEER_SILENT', { address: to })
  } catch (error) {
    connecting.then(
      (socket) => socket.destroy(),
      () => {},
    )
    throw error
  }
}

/** A link to a relay is kept, and may be dead when it is used again, after a change of the NAT say: then it is made anew. */
async function askFor(link: RelayLink, to: Address, signal: AbortSignal): Promise<ConnectResponse> {
  const options = { signal, timeoutMs: limits.relayAskTimeoutMs }
  try {
    return await link.client.connect({ address: to }, options)
  } catch (error) {
    if (!isCoded(error, 'CALL_TIMEOUT')) throw error
    link.drop()
    return await link.client.connect({ address: to }, options)
  }
}
