export { type Announcer, type AnnouncerOptions, createAnnouncer } from './discovery/announcer.ts'
export {
  type EndpointScope,
  type LocalNetwork,
  nearestFirst,
  scopeOf,
  systemNetworks,
} from './discovery/nearest-first.ts'
export { createResolver, type Resolver, type ResolverOptions } from './discovery/resolver.ts'
export { limits } from './limits.ts'
export type { TriedWay } from './links/dial-log.ts'
export { type LoopbackServer, serveLoopback } from './loopback/serve.ts'
export { gatewayOfRoutes } from './nat/default-gateway.ts'
export { natPmp } from './nat/nat-pmp.ts'
export { type NatType, natTypeOf, type SeenPort } from './nat/nat-type.ts'
export type { PortMapper } from './nat/port-mapper.ts'
export { upnp } from './nat/upnp.ts'
export * from './network.ts'
export { directPath } from './paths/direct.ts'
export type { Path, PathKind, Route } from './paths/path.ts'
export * from './paths/peer.ts'
export type { RelayEndpoint } from './paths/relays-of.ts'
export type { TracedPath } from './paths/traced.ts'
export { PeerNetwork, type PeerNetworkOptions } from './peer-network.ts'
export { createReach, type Reach, type ReachOptions } from './reach/reach.ts'
export type { GrantableDeal } from './relay/grants.ts'
export { type RelayLimits, relayLimits } from './relay/limits.ts'
export type { RelayPlace, RelayPlaces } from './relay/places.ts'
export { createRelay, type Relay, type RelayOptions } from './relay/relay.ts'
export { type ForwardedPort, forwardPort } from './tunnels/forward.ts'
export { forwardUdpPort } from './tunnels/forward-udp.ts'
export { openUdp } from './tunnels/open-udp.ts'
export { splice } from './tunnels/splice.ts'
export type { WebOptions, WebServer } from './web/serve-web.ts'
