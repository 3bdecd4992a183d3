import { connect, createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { createClient } from '@connectrpc/connect'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { signerFromPrivateKey } from '@sonm/model'
import { PeerNetwork, pinned } from '@sonm/network'
import { LocatorService } from '@sonm/protocol'
import { alone, beside, inTurns, type Measured, percentile, ratePerSecond } from './figure.ts'

const STREAM_BYTES = 512 * 2 ** 20

/** Two peers over loopback: calls, their latency, and a tunnel beside plain TCP. */
export async function* measure(): AsyncIterable<Measured> {
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const server = new PeerNetwork({
    ...world,
    signer: signerFromPrivateKey(systemRandom.bytes(32)),
    resolve: pinned([]),
  })
  server.serve({
    routes: (router) => router.service(LocatorService, { resolve: (request) => ({ address: request.address }) }),
    async onTunnel(tunnel) {
      const stream = tunnel.accept()
      stream.resume().once('end', () => stream.end())
    },
  })
  const endpoint = await server.listen('127.0.0.1', 0)
  const resolve = pinned([{ address: server.address, endpoint }])
  const client = new PeerNetwork({ ...world, signer: signerFromPrivateKey(systemRandom.bytes(32)), resolve })
  const locator = createClient(LocatorService, client.rpc(server.address))
  const call = () => locator.resolve({ address: client.address })
  try {
    for (let warm = 0; warm < 500; warm++) await call()
    const parallel = await ratePerSecond(5, 20, () => Promise.all(Array.from({ length: 64 }, call)))
    yield alone({ name: 'rpc.unary', value: parallel * 64, unit: 'calls/s', better: 'higher', n: 5 * 20 * 64 })

    const latenciesUs: number[] = []
    for (let at = 0; at < 3000; at++) {
      const startMs = systemClock.monotonicMs()
      await call()
      latenciesUs.push((systemClock.monotonicMs() - startMs) * 1000)
    }
    for (const percent of [50, 99] as const) {
      const value = percentile(latenciesUs, percent)
      yield alone({ name: `rpc.latency.p${percent}`, value, unit: 'us', better: 'lower', n: latenciesUs.length })
    }

    const rates = await inTurns(
      5,
      async () => pump(await client.openTunnel(server.address, { protocol: 'bench', payload: new Uint8Array() })),
      plainTcp,
    )
    yield beside(
      { name: 'rpc.stream', value: rates.ours, unit: 'MB/s', better: 'higher', n: 5 },
      'plain TCP',
      rates.peer,
    )
  } finally {
    await client.close()
    await server.close()
  }
}

async function plainTcp(): Promise<number> {
  const sink = createServer({ allowHalfOpen: false }, (socket) => socket.resume())
  await new Promise<void>((listening) => sink.listen(0, '127.0.0.1', listening))
  const address = sink.address()
  const socket = connect({ host: '127.0.0.1', port: typeof address === 'object' ? address!.port : 0 })
  try {
    return await pump(socket)
  } finally {
    sink.close()
  }
}

/** Writes as fast as the other side takes it, until it has all; MB/s. */
async function pump(stream: Duplex): Promise<number> {
  const piece = Buffer.alloc(256 * 1024, 1)
  const startMs = systemClock.monotonicMs()
  for (let sent = 0; sent < STREAM_BYTES; sent += piece.length) {
    if (!stream.write(piece)) await new Promise((drained) => stream.once('drain', drained))
  }
  await new Promise<void>((closed) => {
    stream.once('close', closed)
    stream.resume()
    stream.end()
  })
  return STREAM_BYTES / 1e6 / ((systemClock.monotonicMs() - startMs) / 1000)
}
