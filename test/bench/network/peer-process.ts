import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { signerFromPrivateKey } from '@sonm/model'
import { formatPeer, type Peer, PeerNetwork, parseEndpoint, parsePeer, pinned, splice } from '@sonm/network'
import { createCertificate } from '@sonm/network/testing'
import { LocatorService } from '@sonm/protocol'
import { ECHO, parseKind, SINK, VIA_HUB, WORKER } from './kinds.ts'

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
    case 'hub':
      return formatPeer(await serveHub())
    case 'worker':
      await serveWorker(parsePeer(where.split('#')[0]!))
      return signer.address
    case 'splice':
      return listen(createServer({ allowHalfOpen: true, noDelay: true }, spliceTo))
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
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([]) })
  network.serve({
    routes: (router) => router.service(LocatorService, { resolve: same }),
    async onTunnel(tunnel) {
      serve(tunnel.accept(), tunnel.protocol)
    },
  })
  return { address: network.address, endpoint: await network.listen('127.0.0.1', 0) }
}

/** As a hub does: joins a buyer's tunnel to one that its worker opens. */
async function serveHub(): Promise<Peer> {
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([]) })
  const fromWorker: Duplex[] = []
  network.serve({
    routes: () => {},
    async onTunnel(tunnel) {
      if (tunnel.protocol === WORKER) fromWorker.push(tunnel.accept())
      else if (tunnel.protocol === VIA_HUB) void splice(tunnel.accept(), fromWorker.shift()!)
    },
  })
  return { address: network.address, endpoint: await network.listen('127.0.0.1', 0) }
}

/** As a worker does: joins a tunnel to the hub to a task's port. A few stand ready, since nobody asks for them here. */
async function serveWorker(hub: Peer): Promise<void> {
  const network = new PeerNetwork({ ...world, signer, resolve: pinned([hub]) })
  const sink = createServer({ allowHalfOpen: true, noDelay: true }, serveBytes)
  const service = parseEndpoint(where.split('#')[1] ?? (await listen(sink)))
  for (let at = 0; at < 16; at++) {
    const outside = await network.openTunnel(hub.address, { protocol: WORKER, payload: new Uint8Array() })
    void splice(connect({ ...service, allowHalfOpen: true, noDelay: true }), outside)
  }
}

function spliceTo(near: Socket): void {
  void splice(near, connect({ ...parseEndpoint(where), allowHalfOpen: true, noDelay: true }))
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
  else stream.resume().once('end', () => stream.end())
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
