import { formatSize } from '@sonm/model'
import type {
  MarketplaceRecord,
  NetworkStatus,
  PeerPath,
  PingResponse,
  RelayedDeal,
  RelayPlace,
  TraceResponse,
} from '@sonm/protocol'
import { standingText } from './bids.ts'
import { clockText } from './clock-text.ts'
import { table } from './print.ts'

const NAT_WORDS: Readonly<Record<string, string>> = {
  unknown: 'not known: no relay told how it sees this machine',
  none: 'none: a relay sees this machine by its own address',
  'endpoint-independent': 'a NAT that can be punched: direct connections come about through most others',
  symmetric:
    'a NAT that gives every destination another port: it cannot be punched, so relays are used where the other side is behind one too',
}

/**
 * @param roles of peers, by their addresses, as far as they are known
 * @param marketplaces those that the node asks: one that is not connected is shown too
 */
export function statusText(
  status: NetworkStatus,
  roles: ReadonlyMap<string, string>,
  marketplaces: readonly MarketplaceRecord[] = [],
): string {
  const seen = status.seenEndpoint === '' ? '' : `, seen as ${status.seenEndpoint}`
  const lines = [`Account ${status.address}`, `NAT: ${NAT_WORDS[status.nat] ?? status.nat}${seen}`]
  if (status.endpoints.length > 0) lines.push('Announced:', ...status.endpoints.map((endpoint) => `  ${endpoint}`))
  if (status.mappedEndpoint !== '') lines.push(`The router leads ${status.mappedEndpoint} here.`)
  for (const place of status.relays) {
    lines.push(`Relay ${place.relay}: ${placeText(place)}`, ...place.deals.map(dealText))
  }
  const connected = status.peers.map(({ address, path, via }) => [address, roles.get(address) ?? '-', path, via])
  const missing = marketplaces
    .filter(({ address }) => !status.peers.some((peer) => peer.address === address))
    .map((record) => [record.address, 'marketplace', 'not connected', standingText(record)])
  const rows = [...connected, ...missing]
  if (rows.length === 0) return [...lines, 'No peer is connected now.'].join('\n')
  return [...lines, '', table(['PEER', 'ROLE', 'PATH', 'VIA'], rows)].join('\n')
}

function placeText({ reserved, reason, answers }: RelayPlace): string {
  const state = answers ? 'it answers' : 'it does not answer'
  if (reserved) return answers ? 'a place is held' : `a place is held, but ${state}`
  if (reason !== '') return `no place: ${reason}`
  return answers ? `${state}; hubs alone hold a place there` : state
}

function dealText({ dealId, carriedBytes, toldAtMs, reason }: RelayedDeal): string {
  const at = toldAtMs === 0n ? '' : `, as of ${clockText(new Date(Number(toldAtMs)))}`
  const carried = `  deal ${dealId}: ${formatSize(Number(carriedBytes))} carried${at}`
  return reason === '' ? carried : `${carried}; not as a deal now: ${reason}`
}

export function pingText({ peer, roundTripsUs }: PingResponse): string {
  const lines = roundTripsUs.map((us, at) => `${at + 1}: ${milliseconds(us)}`)
  return [...(peer ? pathLines(peer) : []), ...lines].join('\n')
}

function pathLines({ address, path, via, tried }: PeerPath): string[] {
  const besides = tried.map(({ path, via, reason }) => `  not ${path} ${via}: ${reason}`)
  return [`${address} is reached ${path}, ${via}`, ...besides]
}

export function traceText({ paths }: TraceResponse): string {
  const rows = paths.map(({ path, via, reached, connectUs, roundTripUs, reason }) => [
    path,
    via,
    milliseconds(connectUs),
    reached ? milliseconds(roundTripUs) : '',
    reached ? 'reached' : reason,
  ])
  return table(['PATH', 'VIA', 'CONNECT', 'ROUND TRIP', 'OUTCOME'], rows, ['CONNECT', 'ROUND TRIP'])
}

function milliseconds(us: bigint): string {
  return `${(Number(us) / 1000).toFixed(2)} ms`
}
