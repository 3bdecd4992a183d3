import type { Address, Endpoint } from '@sonm/model'
import { limits } from '../limits.ts'
import type { LookUp, Resolve } from './peer.ts'

/** An endpoint of a relay that leads to a peer. */
export type RelayEndpoint = Endpoint & { readonly relay: Address }

/** The relays that a peer announces; each is dialled and must prove its key, as any peer. */
export async function relaysOf(resolve: Resolve, to: Address, options?: LookUp): Promise<readonly RelayEndpoint[]> {
  const endpoints = await resolve(to, options)
  return endpoints
    .filter((endpoint): endpoint is RelayEndpoint => endpoint.relay !== undefined)
    .slice(0, limits.dialMaxRelays)
}
