import { createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { createLocator } from '@sonm/locator'
import { signerFromPrivateKey } from '@sonm/model'
import { formatPeer, PeerNetwork, pinned } from '@sonm/network'

/** A locator as a process of its own, with all but the limits on how much one host may ask. It prints where it listens, and ends with its stdin. */
const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
const network = new PeerNetwork({
  ...world,
  signer: signerFromPrivateKey(systemRandom.bytes(32)),
  resolve: pinned([]),
})
const locator = createLocator({
  ...world,
  network,
  metrics: createMetrics({ processMetrics: false }),
  limits: {
    announcementsPerMinute: 1e9,
    announcementsPerMinuteOfHost: 1e9,
    readBurstMsPerKey: 1e12,
    readBurstMsPerHost: 1e12,
  },
})
await locator.start()
console.log(formatPeer({ address: network.address, endpoint: await network.listen('127.0.0.1', 0) }))
process.stdin.resume().once('end', () => process.exit(0))
