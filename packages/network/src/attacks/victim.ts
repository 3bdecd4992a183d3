import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { formatPeer, pinned } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'
import { EchoService, echoMaxBytes } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'

/**
 * A peer in a process of its own, so that its memory is its own too. It prints where it listens and ends with its stdin. A
 * 'g' is answered with the bytes of memory that it has, an 'm' with a MiB, all else with itself.
 */
const network = new PeerNetwork({
  signer: testSigner(2),
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
  resolve: pinned([]),
})
const MEBIBYTE = new Uint8Array(1 << 20)
network.serve({
  requestMaxBytes: echoMaxBytes(),
  routes: (router) =>
    router.service(EchoService, {
      unary: ({ value }) => {
        const word = Buffer.from(value).toString('latin1')
        if (word === 'g') return { value: Buffer.from(String(memoryBytes())) }
        return { value: word === 'm' ? MEBIBYTE : value }
      },
      async *talk(requests) {
        for await (const request of requests) yield request
      },
    }),
  async onTunnel(tunnel) {
    const stream = tunnel.accept()
    stream.on('error', () => {})
    stream.pipe(stream)
  },
})
console.log(formatPeer({ address: network.address, endpoint: await network.listen('127.0.0.1', 0) }))
process.stdin.resume().once('end', () => process.exit(0))

function memoryBytes(): number {
  // Once over is not enough: what one pass finds dead, the next gives back.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
