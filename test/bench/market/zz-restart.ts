import { createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { createMarketplace, openMarketplaceDatabase } from '@sonm/marketplace'
import { ANY_ASK } from '@sonm/model'
import { chainThatSaysYes, hubOf, quietNetwork } from './intake-world.ts'

// A marketplace on the SQLite file of its argument, which says how many asks it has when it answers.
const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
const { store } = await openMarketplaceDatabase({ kind: 'sqlite', path: process.argv[2]! }, world)
const metrics = createMetrics({ processMetrics: false })
const marketplace = createMarketplace({
  ...world,
  network: quietNetwork(hubOf(0).address),
  signer: hubOf(0),
  chain: chainThatSaysYes,
  follow: { startBlock: 0n, confirmations: 0 },
  store,
  metrics,
})
await marketplace.start()
if (marketplace.search(ANY_ASK, 10).offers.length !== 10) throw new Error('a search finds nothing')
const u = process.cpuUsage(); console.error('cpu user', u.user/1e6, 'sys', u.system/1e6, 'wall', performance.now()/1000, process.memoryUsage().rss/1e6); process.stdout.write(`${/^sonm_marketplace_orders_live_count (\d+)$/m.exec(await metrics.text())?.[1]}\n`)
setTimeout(() => process.exit(0), 200)
