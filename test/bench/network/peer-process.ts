import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { always, createMetrics, nowSeconds, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { MAX_GRANT_SECONDS, parseAddress, signerFromPrivateKey } from '@sonm/model'
import {
  createRelay,
  formatPeer,
  type IncomingTunnel,
  type Peer,
  PeerNetwork,
  parseEndpoint,
  parsePeer,
  pinned,
  splice,
} from '@sonm/network'
import { createCertificate } from '@sonm/network/testing'
import { LocatorService } from '@sonm/protocol'
import { ECHO, ORDERS, parseKind, SINK, VIA_HUB, WORKER } from './kinds.ts'

/**
 * The other end of a measurement, as a process of its own: `node peer-process.ts KIND [WHERE]`. It prints where it listens
 * as one line, and ends with its stdin.
 */
const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
const signer = signerFromPrivateKey(systemRandom.bytes(32))
const kind = parseKind(process.argv[2])
const where = process.argv[3] ?? ''

process.stdin.resume().once('end', () => process.exit(0))
console.log(await start())

async function start(): Promise<string> {
  switch (kind) {
    case 'peer':
      return formatPeer(await servePeer())
    case 'relay':
      return formatPeer(await serveRelay())
    case 'relayed':
      await serveBehindRelay()
      return signer.address
    case 'hub':
      return formatPeer(await serveHub())
    case 'worker':
      await serveWorker()
      return signer.address
    case 'splice':
      return listen(createServer({ allowHalfOpen: true, noDelay: true }, pipeTo))
    case 'sink':
      return listen(createServer({ allowHalfOpen: true, noDelay: true }, serveBytes))
    case 'tls':
      return listen(createTlsServer(await tlsOptions('sonm-tunnel/1'), serveBytes))
    case 'http2':
      return listen(createSecureServer(await tlsOptions('h2')).on('stream', echoMessage))
    case 'connect': {
      const handler = connectNodeAdapter({ routes: (router) => router.service(LocatorService, { resolve: same }) })
      return listen(createSecureServer(await tlsOptions('h2'), handler))
    }
  }
}

function same(request: { address: string }) {
  return { address: request.address }
}

async function servePeer(): Promise<Peer> {
  const network = echoPeer()
  return { address: network.address, endpoint: await network.listen('127.0.0.1', 0) }
}

async function serveRelay(): Promise<Peer> {
  const metrics = createMetrics({ processMetrics: false })
  const relay = createRelay({ ...world, metrics, address: signer.address })
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([]), relay })
  network.serve({ routes: () => {} })
  return { address: network.address, endpoint: await network.listen('127.0.0.1', 0) }
}

/** As a hub behind a NAT does: keeps a place at a relay, and grants the buyer's deal there. WHERE is `RELAY#BUYER`. */
async function serveBehindRelay(): Promise<void> {
  const [relay, buyer] = where.split('#')
  const { address, endpoint } = parsePeer(relay!)
  const network = echoPeer()
  await network.listen('127.0.0.1', 0)
  const at = { ...endpoint, relay: address }
  const places = network.relayPlaces(always([at]), () => {})
  await places.start()
  const untilSeconds = BigInt(nowSeconds(systemClock)) + MAX_GRANT_SECONDS
  await places.grant(at, { buyer: parseAddress(buyer!), dealId: 1n, untilSeconds })
}

function echoPeer(): PeerNetwork {
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([]) })
  network.serve({
    routes: (router) => router.service(LocatorService, { resolve: same }),
    async onTunnel(tunnel) {
      serve(tunnel.accept(), tunnel.protocol)
    },
  })
  return network
}

/** As a hub does: joins a buyer's tunnel to one that its worker opens for it. */
async function serveHub(): Promise<Peer> {
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([]) })
  const fromWorker: ((tunnel: IncomingTunnel) => void)[] = []
  let orders: Duplex | undefined
  network.serve({
    routes: () => {},
    async onTunnel(tunnel) {
      if (tunnel.protocol === ORDERS) orders = tunnel.accept()
      else if (tunnel.protocol === WORKER) fromWorker.shift()!(tunnel)
      else if (tunnel.protocol === VIA_HUB) {
        const opened = new Promise<IncomingTunnel>((resolve) => fromWorker.push(resolve))
        orders!.write('!')
        tunnel.join(await opened)
      }
    },
  })
  return { address: network.address, endpoint: await network.listen('127.0.0.1', 0) }
}

/** As a worker does: joins a tunnel to the hub to a task's port, each time that the hub asks. WHERE is `HUB#PORT`. */
async function serveWorker(): Promise<void> {
  const [hubAt, service] = where.split('#')
  const hub = parsePeer(hubAt!)
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([hub]) })
  const open = (protocol: string) => network.openTunnel(hub.address, { protocol, payload: new Uint8Array() })
  const orders = await open(ORDERS)
  orders.on('data', async () => {
    const outside = await open(WORKER)
    void splice(connect({ ...parseEndpoint(service!), allowHalfOpen: true, noDelay: true }), outside)
  })
}

/** Node's own way, with nothing around it. */
function pipeTo(near: Socket): void {
  const far = connect({ ...parseEndpoint(where), allowHalfOpen: true, noDelay: true })
  for (const socket of [near, far]) socket.on('error', () => [near, far].map((each) => each.destroy()))
  near.pipe(far).pipe(near)
}

/** The first byte says what is wanted of a plain connection. */
function serveBytes(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.once('data', (first: Buffer) => {
    if (first.length > 1) socket.unshift(first.subarray(1))
    serve(socket, first.toString('latin1', 0, 1) === ECHO[0] ? ECHO : SINK)
  })
}

function serve(stream: Duplex, what: string): void {
  stream.on('error', () => stream.destroy())
  if (what === ECHO) stream.pipe(stream)
  // Memory is given back at once, so that the way is measured and no garbage of its end.
  else stream.on('data', ({ buffer }: Buffer<ArrayBuffer>) => buffer.transfer(0)).once('end', () => stream.end())
}

function echoMessage(stream: ServerHttp2Stream): void {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.once('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/proto' })
    stream.end(Buffer.concat(chunks))
  })
}

async function tlsOptions(protocol: string) {
  const { certPem, keyPem } = await createCertificate({ ...world, signer })
  return { cert: certPem, key: keyPem, ALPNProtocols: [protocol], minVersion: 'TLSv1.3', noDelay: true } as const
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`127.0.0.1:${typeof address === 'object' ? address!.port : 0}`)
    })
  })
}
