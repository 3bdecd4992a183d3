import { createMetrics, parseDatabase, seededRandom, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { createMemoryNet } from '@sonm/network/testing'
import { createMarketplace } from '../marketplace.ts'
import type { IntakePoint } from '../orders/crashpoints.ts'
import { openMarketplaceDatabase } from '../store/open-database.ts'
import { VerifyPool } from '../verification/verify-pool.ts'
import { requestOf } from './packed.ts'
import { say } from './say.ts'
import { ask, DOMAIN, FakeChain, signer } from './world.ts'

// A marketplace as a daemon runs it, with threads for disk and signatures, that takes orders in and kills itself at a point of the
// intake. It says of each order `offered JSON` before it comes in and `placed HASH` when it is acknowledged.
// Arguments: the database, the point, at which of its times.
const [, , database, point, times] = process.argv as [string, string, string, IntakePoint, string]
const clock = systemClock
const world = { clock, random: systemRandom, logger: silentLogger }
const { store, ...shared } = await openMarketplaceDatabase(parseDatabase(database), world)
const verifier = new VerifyPool({ domain: DOMAIN, threads: 1, maxBatch: 4, logger: silentLogger })
const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: () => {} })
let left = Number(times)
const marketplace = createMarketplace({
  ...world,
  ...shared,
  network: net.join(signer(99).address),
  signer: signer(99),
  chain: new FakeChain(),
  follow: { startBlock: 0n, confirmations: 0 },
  store,
  verifier,
  metrics: createMetrics({ processMetrics: false }),
  limits: { ordersPerBatch: 4 },
  onIntakePoint: (reached) => {
    if (reached === point && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
await marketplace.start()
const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
for (let round = 1; ; round++) {
  const orders = await Promise.all(Array.from({ length: 10 }, () => ask(signer(round), clock)))
  for (const signed of orders) say(`offered ${JSON.stringify(signed, text)}`)
  const placing = orders.map(async (signed, at) => {
    // Some of them twice, and some from the bytes of a call.
    const some = at % 3 === 0 ? [signed, signed] : [signed]
    const sender = { host: 'h', isBounded: true }
    const placed =
      at % 2 === 0
        ? (await marketplace.placeAll(some))[0]
        : (await marketplace.placeRequest(requestOf(some), sender))[0]?.result.value
    say(`placed ${placed}`)
  })
  await Promise.all(placing)
}
