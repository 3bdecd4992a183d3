import { endAsTunnel, type Link } from '../links/secure.ts'
import { type ServeTunnelOptions, serveTunnel } from './serve-tunnel.ts'

/** Serves one incoming tunnel on a link of its own. */
export function acceptTunnel(link: Link, options: ServeTunnelOptions): Promise<void> {
  endAsTunnel(link)
  return serveTunnel(link.socket, link.peer, options)
}
