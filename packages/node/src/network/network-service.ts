import type { MessageInitShape } from '@bufbuild/protobuf'
import { createClient, type ServiceImpl } from '@connectrpc/connect'
import { isCoded } from '@sonm/common'
import { type Address, fail, parseAddress } from '@sonm/model'
import type { Network, PeerPath, TracedPath } from '@sonm/network'
import { type NetworkService, type NetworkStanding, type PeerPathSchema, SupplierService } from '@sonm/protocol'

/** How long a list of round trips may be. */
const MAX_PINGS = 100
const USUAL_PINGS = 4

/** What a node knows of its own network, beyond what every service is handed. */
export interface NetworkDesk {
  /** Tries every path to a peer by itself. */
  trace(to: Address): Promise<readonly TracedPath[]>
  /** How others can reach us, what stands in between, and whom we have a connection to. */
  standing(): Promise<NetworkStanding>
}

export function networkService(options: {
  readonly network: Network
  readonly desk: NetworkDesk
  /** Whether a peer is a hub that offers something; if it is, its own locators are known after this. */
  readonly isHubInMarket: (peer: Address) => Promise<boolean>
}): ServiceImpl<typeof NetworkService> {
  const { network, desk, isHubInMarket } = options
  const find = async <Found>(peer: Address, attempt: () => Promise<Found>): Promise<Found> => {
    try {
      return await attempt()
    } catch (error) {
      if (!isUnreached(error) || !(await isHubInMarket(peer))) throw error
      return await attempt()
    }
  }
  return {
    async getNetworkStatus({ hub }) {
      if (hub !== '') return createClient(SupplierService, network.rpc(parseAddress(hub))).getNetworkStatus({})
      return { ...(await desk.standing()), address: network.address }
    },
    async ping({ address: text, count }) {
      const address = parseAddress(text)
      const times = count === 0 ? USUAL_PINGS : count
      if (times > MAX_PINGS) throw fail('INPUT_INVALID', { field: 'count', reason: `it must be at most ${MAX_PINGS}` })
      const measured = [await find(address, () => network.ping(address))]
      while (measured.length < times) measured.push(await network.ping(address))
      return {
        peer: peerPath(address, measured.at(-1)!),
        roundTripsUs: measured.map(({ roundTripUs }) => BigInt(roundTripUs)),
      }
    },
    async trace({ address }) {
      const to = parseAddress(address)
      const paths = await find(to, () => desk.trace(to))
      return {
        paths: paths.map(({ connectUs, roundTripUs, ...path }) => ({
          ...path,
          connectUs: BigInt(connectUs),
          roundTripUs: BigInt(roundTripUs),
        })),
      }
    },
  }
}

/** As where every locator of ours is dead. */
function isUnreached(error: unknown): boolean {
  return isCoded(error, 'PEER_UNREACHABLE') || isCoded(error, 'LOCATORS_UNREACHABLE')
}

/** A path to a peer, as the API tells it. */
export function peerPath(address: Address, { path, via, tried }: PeerPath): MessageInitShape<typeof PeerPathSchema> {
  return { address, path, via, tried: tried.map(({ kind, label, reason }) => ({ path: kind, via: label, reason })) }
}
