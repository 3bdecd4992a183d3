import type { Clock, Logger } from '@sonm/common'
import { endAsTunnel, type Link } from '../links/secure.ts'
import type { PeerHandlers } from '../network.ts'
import { serveTunnel } from './serve-tunnel.ts'

/** Serves one incoming tunnel on a link of its own. */
export function acceptTunnel(
  link: Link,
  options: { onTunnel: PeerHandlers['onTunnel']; clock: Clock; logger: Logger },
): Promise<void> {
  endAsTunnel(link)
  return serveTunnel(link.socket, link.peer, options)
}
