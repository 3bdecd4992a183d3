import { parseDatabase, VirtualClock } from '@sonm/common'
import { PatientClock } from '@sonm/common/testing'
import { openMarketplaceStore } from '../store/tables.ts'
import { openPostgres } from './postgres-stores.ts'
import { say } from './say.ts'
import { ask, cancelOf, signer, startWorld } from './world.ts'

// A marketplace that takes orders in and says of each when it is acknowledged:
// `placed HASH` and, for every fifth, `cancelling HASH` before and `cancelled HASH` after it is cancelled.
// In the very moment of the last acknowledgement it kills itself. Arguments: the database, how many orders.
const database = parseDatabase(process.argv[2]!)
const time = database.kind === 'sqlite' ? new VirtualClock() : new PatientClock()
const on =
  database.kind === 'sqlite' ? { store: await openMarketplaceStore(database.path) } : await openPostgres(database, time)
const { clock, client, marketplace, run } = await startWorld({ clock: time, on })
let left = Number(process.argv[3])
for (let seed = 1; ; seed++) {
  const hub = signer(seed)
  const api = client(hub.address)
  const place = async (at: number) => {
    const orderHash = await marketplace.place(await ask(hub, clock))
    say(`placed ${orderHash}`)
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
    if (at % 5 !== 0) return
    say(`cancelling ${orderHash}`)
    await api.cancelOrder(await cancelOf(hub, orderHash, clock))
    say(`cancelled ${orderHash}`)
  }
  await run(Promise.all(Array.from({ length: 20 }, (_, at) => place(at))))
}
