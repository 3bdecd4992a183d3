import type { Socket } from 'node:net'
import { abortable, type Clock, type Random } from '@sonm/common'
import { type Address, type Endpoint, parseEndpoint } from '@sonm/model'
import { limits } from '../limits.ts'
import { sentence } from '../links/dial-log.ts'
import { type Attempt, firstOf } from '../links/first-of.ts'
import type { RelayLink, RelayLinks } from '../relay/relay-links.ts'
import { askSeen } from '../relay/seen.ts'
import type { Path } from './path.ts'
import { formatEndpoint, type Resolve } from './peer.ts'
import { type RelayEndpoint, relaysOf } from './relays-of.ts'
import { simultaneousOpen } from './simultaneous-open.ts'

interface World {
  readonly links: RelayLinks
  readonly clock: Clock
  readonly random: Random
}

/** Where the peer is, and from where it expects us. */
interface Met {
  readonly remote: Endpoint
  readonly localPort: number
}

/**
 * A direct connection through both NATs, which both sides open at the same time; a relay tells each where the other is. All
 * relays see the same NATs, so it is one way, tried once, by the first that brings the two together.
 */
export function punchedPath(resolve: Resolve, world: World): Path {
  return {
    kind: 'punched',
    async routes(to, lookUp) {
      const relays = await relaysOf(resolve, to, lookUp)
      if (relays.length === 0) return []
      const label = `by ${relays.map(formatEndpoint).join(' or ')}`
      return [{ kind: 'punched', label, connect: (signal) => punch(relays, to, world, signal) }]
    },
  }
}

async function punch(
  relays: readonly RelayEndpoint[],
  to: Address,
  world: World,
  signal: AbortSignal,
): Promise<Socket> {
  const { remote, localPort } = await meet(relays, to, world, signal)
  return simultaneousOpen(remote, { ...world, localPort, listens: false, signal })
}

/** The next relay is asked when one refuses, or does not answer at once, as one that is away. */
async function meet(
  relays: readonly RelayEndpoint[],
  to: Address,
  { links, clock, random }: World,
  signal: AbortSignal,
): Promise<Met> {
  const attempts = relays.map(
    (relay): Attempt<Met> =>
      (ended) =>
        meetBy(links.to(relay), to, random, ended),
  )
  try {
    return await firstOf(attempts, { clock, signal, staggerMs: () => limits.relayDialTimeoutMs, discard: () => {} })
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error
    if (relays.length === 1) throw error.errors[0]
    const told = relays.map((relay, at) => `${formatEndpoint(relay)}: ${sentence(error.errors[at])}`)
    throw new Error(`no relay brings the two together (${told.join('; ')})`, { cause: error })
  }
}

async function meetBy(link: RelayLink, to: Address, random: Random, signal: AbortSignal): Promise<Met> {
  signal.throwIfAborted()
  const { nonce, localPort } = await askSeen(link, random, signal)
  const asked = link.client.punch({ address: to, nonce }, { signal, timeoutMs: limits.relayCallTimeoutMs })
  const { endpoint } = await abortable(asked, signal)
  return { remote: parseEndpoint(endpoint), localPort }
}
