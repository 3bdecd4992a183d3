import { existsSync } from 'node:fs'
import { type Network, networkByChainId, networkByName } from '@sonm/chain/networks'
import type { Clock } from '@sonm/common'
import { fail } from '@sonm/model'
import { type Home, openHome } from '../home/home.ts'
import { readNetworkFile } from '../home/network-file.ts'

export interface EndpointOptions {
  readonly home?: string
  readonly network?: string
  /** Given one by one. */
  readonly rpcUrl?: readonly string[]
}

/** Where the chain of a developer listens unless he says otherwise. */
const DEV_URL = 'http://127.0.0.1:8545'

/**
 * Which network is meant, and the endpoints that serve it: those given, those of $SONM_RPC_URL, or those of the home's network file
 * where that is of the same chain.
 * @throws NETWORK_UNKNOWN, USAGE, and what a look at an endpoint throws
 */
export async function chooseNetwork(
  options: EndpointOptions,
  clock: Clock,
): Promise<{ readonly network: Network; readonly urls: readonly string[] }> {
  if (options.network !== undefined) {
    const network = networkByName(options.network)
    return { network, urls: endpointsOf(network, options) }
  }
  const urls = given(options)
  const [first] = urls
  if (first === undefined) throw fail('USAGE', { reason: 'give --network, --rpc-url, or both' })
  const { readChainId } = await import('@sonm/chain')
  return { network: networkByChainId(await readChainId(first, clock)), urls }
}

/** @throws USAGE when none is known */
export function endpointsOf(network: Network, options: EndpointOptions): readonly string[] {
  const urls = given(options)
  if (urls.length > 0) return urls
  const known = urlsInHome(openHome(options.home), network)
  if (known.length > 0) return known
  if (network.name === 'dev') return [DEV_URL]
  const reason = `no endpoint of ${network.title} is known; give one with --rpc-url, or three, of which two must agree then`
  throw fail('USAGE', { reason })
}

function given({ rpcUrl }: EndpointOptions): readonly string[] {
  return rpcUrl ?? process.env.SONM_RPC_URL?.split(/[\s,]+/).filter((url) => url !== '') ?? []
}

function urlsInHome(home: Home, { chainId }: Network): readonly string[] {
  if (!existsSync(home.networkFile)) return []
  const file = readNetworkFile(home.networkFile)
  return file.chainId === chainId ? [file.rpcUrl, ...file.moreRpcUrls] : []
}
