import type { TLSSocket } from 'node:tls'
import { type Clock, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import type { Identity } from '../identity/identity.ts'
import { Alpn, endAsTunnel, secure, secureAsServer, surviveErrors } from '../links/secure.ts'
import type { Route } from '../paths/path.ts'
import { DataAnswer, encodePreface, readExactly } from '../relay/preface.ts'
import { ACCEPTED, encodeFrame, readFrame } from './frame.ts'
import type { SentOn } from './sent-on.ts'

/**
 * Goes where a tunnel was sent on to: by the same way again, now without TLS, which then runs with the peer behind it.
 * @throws PEER_WRONG_KEY when another one is there
 */
export async function openSentOn(
  { end, token, peer }: SentOn,
  options: { route: Route; identity: Identity; clock: Clock; signal: AbortSignal },
): Promise<TLSSocket> {
  const { route, identity, clock, signal } = options
  const transport = await route.connect(signal)
  surviveErrors(transport)
  const onAbort = () => transport.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    transport.write(encodePreface({ kind: 'tunnel', token }))
    const [answer] = await readExactly(transport, 1, signal)
    if (answer !== DataAnswer.joined) throw new Error('the other side of the tunnel did not come')
    const link =
      end === 'client'
        ? await secure(transport, { secureContext: await identity.secureContext(), alpn: Alpn.tunnel, clock, signal })
        : await secureAsServer(transport, { serverOptions: await identity.serverOptions(), clock, signal })
    if (link.peer !== peer) throw fail('PEER_WRONG_KEY', { expected: peer, actual: link.peer })
    endAsTunnel(link)
    if (end === 'server') link.socket.write(encodeFrame(ACCEPTED))
    // Without it the client would take a tunnel for open of which the server refuses his key.
    else if ((await readFrame(link.socket)).length > 0) throw new Error('its answer is malformed')
    // We may still be inside a callback of the handshake, where Node (24.9) crashes if the connection is reset.
    await sleep(clock, 0)
    return link.socket
  } catch (error) {
    transport.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
