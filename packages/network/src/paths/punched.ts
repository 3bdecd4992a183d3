import type { Socket } from 'node:net'
import { abortable, type Clock, type Random } from '@sonm/common'
import { type Address, parseEndpoint } from '@sonm/model'
import { limits } from '../limits.ts'
import type { RelayLink, RelayLinks } from '../relay/relay-links.ts'
import { askSeen } from '../relay/seen.ts'
import type { Path } from './path.ts'
import { formatEndpoint, type Resolve } from './peer.ts'
import { relaysOf } from './relays-of.ts'
import { simultaneousOpen } from './simultaneous-open.ts'

/** A direct connection through both NATs, which both sides open at the same time; a relay tells each where the other is. */
export function punchedPath(resolve: Resolve, options: { links: RelayLinks; clock: Clock; random: Random }): Path {
  return {
    kind: 'punched',
    async routes(to, lookUp) {
      return (await relaysOf(resolve, to, lookUp)).slice(0, limits.punchMaxRelays).map((relay) => ({
        kind: 'punched',
        label: `by ${formatEndpoint(relay)}`,
        connect: (signal) => punch(options.links.to(relay), to, { ...options, signal }),
      }))
    },
  }
}

async function punch(
  link: RelayLink,
  to: Address,
  options: { clock: Clock; random: Random; signal: AbortSignal },
): Promise<Socket> {
  const { random, signal } = options
  signal.throwIfAborted()
  const { nonce, localPort } = await askSeen(link, random, signal)
  const asked = link.client.punch({ address: to, nonce }, { signal, timeoutMs: limits.relayCallTimeoutMs })
  const { endpoint } = await abortable(asked, signal)
  return simultaneousOpen(parseEndpoint(endpoint), { ...options, localPort, listens: false })
}
