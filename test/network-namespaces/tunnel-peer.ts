import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { always, createLogger, createMetrics, systemClock, systemRandom } from '@sonm/common'
import { signerFromPrivateKey } from '@sonm/model'
import {
  addressBeside,
  createReach,
  formatPeer,
  gatewayOfRoutes,
  natPmp,
  PeerNetwork,
  parsePeer,
  pinned,
  upnp,
} from '@sonm/network'

/**
 * A peer of these tests, which says on its standard output how it stands.
 *
 *     serve HOST            takes tunnels, and says by which address
 *     serve-by UPnP         the same behind a router that it asks for a port; or NAT-PMP
 *     open PEER             opens a tunnel, says by which way, and when it is cut
 */
const PORT = 15_010
const [command, argument] = process.argv.slice(2)
const clock = systemClock
const world = { clock, random: systemRandom, logger: createLogger({ role: 'peer', level: 'warn' }) }
const signer = signerFromPrivateKey(systemRandom.bytes(32))

async function serve(): Promise<PeerNetwork> {
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([]) })
  network.serve({ routes: () => {}, onTunnel: async (tunnel) => void watch(tunnel.accept()) })
  await network.listen('0.0.0.0', PORT)
  return network
}

function watch(tunnel: NodeJS.EventEmitter & { resume(): unknown }): void {
  console.log('a tunnel stands')
  tunnel.on('error', () => {})
  tunnel.once('close', () => console.log('the tunnel is cut'))
  tunnel.resume()
}

function serves(network: PeerNetwork, host: string, port: number): void {
  console.log(`serves ${formatPeer({ address: network.address, endpoint: { host, port } })}`)
}

async function serveBehindRouter(way: string): Promise<void> {
  const network = await serve()
  const gateway = () => gatewayOfRoutes(readFileSync('/proc/net/route', 'latin1'))
  const interfaces = () => Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const localAddress = () => addressBeside(gateway(), interfaces())
  const mappers = [upnp({ localAddress, clock }), natPmp({ gateway, clock })].filter(({ name }) => name === way)
  const reach = createReach({
    ...world,
    network,
    signer,
    listening: () => ({ host: '0.0.0.0', port: PORT }),
    told: [],
    addresses: () => interfaces().map(({ address }) => address),
    locators: always([]),
    relays: always([]),
    mappers,
    deals: async () => [],
    metrics: createMetrics({ processMetrics: false }),
    logger: {
      ...world.logger,
      info(fields: object) {
        const mapped = reach.mapped()
        if ('by' in fields && mapped) serves(network, mapped.host, mapped.port)
      },
    },
  })
  await reach.start()
  process.once('SIGTERM', async () => {
    await reach.stop()
    await network.close()
  })
}

async function open(text: string): Promise<void> {
  const peer = parsePeer(text)
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([peer]) })
  const tunnel = await network.openTunnel(peer.address, { protocol: 'any', payload: new Uint8Array() })
  const { path, via } = await network.ping(peer.address)
  console.log(`reached ${path} ${via}`)
  watch(tunnel)
}

if (command === 'serve') serves(await serve(), argument!, PORT)
else if (command === 'serve-by') await serveBehindRouter(argument!)
else await open(argument!)
