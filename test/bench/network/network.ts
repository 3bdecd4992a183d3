import { createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Address, parseAddress, type Signer, signerFromPrivateKey } from '@sonm/model'
import { formatPeer, type Peer, PeerNetwork, parsePeer, pinned } from '@sonm/network'
import { LocatorService } from '@sonm/protocol'
import { alone, beside, type Measured, median } from '../figure.ts'
import type { FigureName } from '../names.ts'
import { bareCall, dialHttp2, dialTcp, dialTls } from './dial.ts'
import { ECHO, SINK, VIA_HUB } from './kinds.ts'
import { Processes } from './processes.ts'
import { startSshd } from './sshd.ts'
import { pump, roundTripUs } from './stream.ts'

const ROUNDS = 5
const ROUND_TRIPS = 4000
const NOTHING = new Uint8Array()

/** Peers on loopback, every end and everything between in a process of its own. */
export async function* measure(): AsyncIterable<Measured> {
  const processes = new Processes()
  try {
    yield* unary(processes)
    await processes.end()
    yield* roundTrips(processes)
    await processes.end()
    yield* tunnels(processes)
  } finally {
    await processes.end()
  }
}

function peerAt(...known: Peer[]): PeerNetwork {
  return peerOf(newSigner(), known)
}

function newSigner(): Signer {
  return signerFromPrivateKey(systemRandom.bytes(32))
}

function peerOf(signer: Signer, known: readonly Peer[]): PeerNetwork {
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  return new PeerNetwork({ ...world, signer, resolve: pinned(known) })
}

/** A buyer who knows a peer by a relay alone, and has a deal with it. */
async function relayed(processes: Processes): Promise<{ network: PeerNetwork; peer: Address }> {
  const signer = newSigner()
  const at = await processes.start('relay')
  const relay = parsePeer(at)
  const peer = parseAddress(await processes.start('relayed', `${at}#${signer.address}`))
  const network = peerOf(signer, [{ address: peer, endpoint: { ...relay.endpoint, relay: relay.address } }])
  return { network, peer }
}

/** Measures each in turn, several times, so that all meet the same moods of the machine; the medians. */
async function inTurns<Name extends string>(ways: Record<Name, () => Promise<number>>): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[]
  const values = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) values.get(name)!.push(await ways[name]())
  }
  return Object.fromEntries(names.map((name) => [name, median(values.get(name)!)])) as Record<Name, number>
}

async function callsPerSecond(calls: number, atOnce: number, call: () => Promise<unknown>): Promise<number> {
  const startMs = systemClock.monotonicMs()
  let left = calls
  const caller = async () => {
    while (left-- > 0) await call()
  }
  await Promise.all(Array.from({ length: atOnce }, caller))
  return (calls * 1000) / (systemClock.monotonicMs() - startMs)
}

async function* unary(processes: Processes): AsyncIterable<Measured> {
  const peer = parsePeer(await processes.start('peer'))
  const network = peerAt(peer)
  const bare = await dialHttp2(await processes.start('http2'))
  const stock = createConnectTransport({
    httpVersion: '2',
    baseUrl: `https://${await processes.start('connect')}`,
    nodeOptions: { rejectUnauthorized: false },
  })
  const resolveOver = (transport: Transport) => {
    const client = createClient(LocatorService, transport)
    return () => client.resolve({ address: peer.address })
  }
  const body = Buffer.from(peer.address)
  const calls = {
    ours: resolveOver(network.rpc(peer.address)),
    'bare http2': () => bareCall(bare, body),
    "Connect's stock transport": resolveOver(stock),
  }
  for (const call of Object.values(calls)) await callsPerSecond(3000, 64, call)
  for (const [name, atOnce, count] of [
    ['network.unary.sequential', 1, 2000],
    ['network.unary.parallel', 64, 8000],
  ] as const) {
    const rate = (call: () => Promise<unknown>) => () => callsPerSecond(count, atOnce, call)
    const rates = await inTurns({
      ours: rate(calls.ours),
      bare: rate(calls['bare http2']),
      stock: rate(calls["Connect's stock transport"]),
    })
    console.error(`${name}: Connect's stock transport ${Math.round(rates.stock)} calls/s`)
    yield beside(
      { name, value: rates.ours, unit: 'calls/s', better: 'higher', n: ROUNDS * count },
      'bare http2 over TLS',
      rates.bare,
    )
  }
  bare.destroy()
  await network.close()
}

async function* roundTrips(processes: Processes): AsyncIterable<Measured> {
  const peer = parsePeer(await processes.start('peer'))
  const behind = await relayed(processes)
  const bare = await processes.start('tls')
  const direct = peerAt(peer)
  const echoOf = (network: PeerNetwork, to: Address) => async () =>
    roundTripUs(await network.openTunnel(to, { protocol: ECHO, payload: NOTHING }), ROUND_TRIPS)
  const timesUs = await inTurns({
    direct: echoOf(direct, peer.address),
    relayed: echoOf(behind.network, behind.peer),
    bare: async () => roundTripUs(await startPlain(await dialTls(bare), ECHO), ROUND_TRIPS),
  })
  const n = ROUNDS * ROUND_TRIPS
  const figure = { unit: 'us', better: 'lower', n } as const
  yield beside({ name: 'network.rtt.direct.p50', value: timesUs.direct, ...figure }, 'bare Node TLS', timesUs.bare)
  yield alone({ name: 'network.rtt.relayed.p50', value: timesUs.relayed, ...figure })
  await Promise.all([direct.close(), behind.network.close()])
}

async function startPlain<Stream extends NodeJS.WritableStream>(stream: Stream, what: string): Promise<Stream> {
  stream.write(what[0]!)
  return stream
}

async function* tunnels(processes: Processes): AsyncIterable<Measured> {
  const peer = parsePeer(await processes.start('peer'))
  const behind = await relayed(processes)
  const hub = parsePeer(await processes.start('hub'))
  const tls = await processes.start('tls')
  const sink = await processes.start('sink')
  await processes.start('worker', `${formatPeer(hub)}#${sink}`)
  const spliced = await processes.start('splice', tls)
  const sshd = await startSshd(sink)
  const direct = peerAt(peer, hub)
  const through = async (network: PeerNetwork, to: Address, protocol: string) => {
    const tunnel = await network.openTunnel(to, { protocol, payload: NOTHING })
    if (protocol === VIA_HUB) await startPlain(tunnel, SINK)
    return pump(tunnel)
  }
  try {
    const rates = await inTurns({
      direct: () => through(direct, peer.address, SINK),
      tls: async () => pump(await startPlain(await dialTls(tls), SINK)),
      relayed: () => through(behind.network, behind.peer, SINK),
      spliced: async () => pump(await startPlain(await dialTls(spliced), SINK)),
      hub: () => through(direct, hub.address, VIA_HUB),
      tcp: async () => pump(await startPlain(await dialTcp(sink), SINK)),
      ssh: async () => (sshd ? pump(await startPlain(await dialTcp(sshd.forwarded), SINK)) : 0),
    })
    const figure = (name: FigureName, value: number) =>
      ({ name, value, unit: 'MB/s', better: 'higher', n: ROUNDS }) as const
    yield beside(figure('network.tunnel.direct', rates.direct), 'bare Node TLS', rates.tls)
    yield beside(figure('network.tunnel.relayed', rates.relayed), 'bare splice', rates.spliced)
    if (sshd) {
      yield beside(figure('network.tunnel.hub', rates.hub), 'ssh -L', rates.ssh)
      yield alone(figure('network.tunnel.ssh', rates.ssh))
    } else {
      yield alone(figure('network.tunnel.hub', rates.hub))
      yield {
        name: 'network.tunnel.ssh',
        leftOut: 'there is no sshd: on Debian, apt-get install openssh-server openssh-client',
      }
    }
    yield alone(figure('network.tunnel.tcp', rates.tcp))
  } finally {
    await sshd?.end()
    await Promise.all([direct.close(), behind.network.close()])
  }
}
