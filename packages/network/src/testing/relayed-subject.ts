import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { always, systemClock, systemRandom } from '@sonm/common'
import { closeServer, listenOn } from '../links/listen.ts'
import type { Path } from '../paths/path.ts'
import type { Resolve } from '../paths/peer.ts'
import { punchedPath } from '../paths/punched.ts'
import { relayedPath } from '../paths/relayed.ts'
import { testSigner } from './loopback.ts'
import type { PathUnderTest } from './path-compliance.ts'
import { placesOf, relayLinksOf, relayOnLoopback } from './relay-on-loopback.ts'

const [caller, peer, relayKey, unreachable, unknown] = [1, 2, 3, 4, 5].map(testSigner)

/** What the compliance suite needs of a path that goes by a relay: one peer has a place there, another says so and has none. */
export async function relayedSubject(kind: 'relayed' | 'punched'): Promise<PathUnderTest> {
  const relay = await relayOnLoopback(relayKey!)
  const closed = createServer()
  const nowhere = await listenOn(closed, '127.0.0.1', 0)
  await closeServer(closed)
  const waiting: ((socket: Socket) => void)[] = []
  const sockets = new Set<Socket>()
  const callerLinks = relayLinksOf(caller!)
  const peerLinks = relayLinksOf(peer!)
  const places = placesOf(peer!, always([relay.endpoint]), {
    links: peerLinks,
    onSocket(socket) {
      sockets.add(socket)
      waiting.shift()?.(socket)
    },
  })
  await places.start()
  const resolve: Resolve = async (address) => {
    if (address === peer!.address) return [{ ...nowhere, host: '127.0.0.1' }, relay.endpoint]
    return address === unreachable!.address ? [relay.endpoint] : [nowhere]
  }
  const options = { links: callerLinks, clock: systemClock, random: systemRandom }
  const path: Path = kind === 'relayed' ? relayedPath(resolve, callerLinks) : punchedPath(resolve, options)
  return {
    path,
    reachable: peer!.address,
    unreachable: unreachable!.address,
    unknown: unknown!.address,
    accepted: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      for (const socket of sockets) socket.destroy()
      await places.stop()
      callerLinks.close()
      peerLinks.close()
      await relay.close()
    },
  }
}
