import { registryAbi } from '@sonm/contracts'
import { type Address, ZERO_ADDRESS } from '@sonm/model'
import type { Log, PublicClient } from 'viem'
import type { Rpc } from './rpc.ts'

const event = registryAbi.find((entry) => entry.type === 'event' && entry.name === 'HubRemoved')! as Extract<
  (typeof registryAbi)[number],
  { type: 'event'; name: 'HubRemoved' }
>

/** Twice as long as an order can live: by then none is left of a removed hub. */
const LOOKED_BACK_SECONDS = 7_200n
/** By so many blocks it is seen how fast they come, and so many are looked at at the least. */
const SAMPLE_BLOCKS = 1_000n
/** What endpoints allow at once, as a rule, and no chain makes more in the time. */
const BLOCKS_AT_ONCE = 5_000n
const MOST_BLOCKS = 50_000n

/**
 * When this hub last lost a master that had confirmed it, within the last two hours; undefined: it did not.
 * @returns with the time of the newest block, both in Unix seconds
 */
export async function readHubRemoval(rpc: Rpc, registry: Address, hub: Address) {
  return await rpc.agree(
    `the removal of the hub ${hub}`,
    (client) => removalAt(client, registry, hub),
    (removal) => `${removal?.atSeconds}`,
  )
}

async function removalAt(client: PublicClient, registry: Address, hub: Address) {
  const newest = await client.getBlock()
  const sampled = newest.number > SAMPLE_BLOCKS ? newest.number - SAMPLE_BLOCKS : 0n
  const { timestamp } = await client.getBlock({ blockNumber: sampled })
  const sampleSeconds = max(newest.timestamp - timestamp, 1n)
  const span = max(((newest.number - sampled) * LOOKED_BACK_SECONDS) / sampleSeconds, SAMPLE_BLOCKS)
  const first = max(newest.number - (span < MOST_BLOCKS ? span : MOST_BLOCKS), 0n)
  for (let toBlock = newest.number; toBlock >= first; toBlock -= BLOCKS_AT_ONCE) {
    const fromBlock = max(toBlock - BLOCKS_AT_ONCE + 1n, first)
    const logs = await client.getLogs({ address: registry, event, args: { hub }, fromBlock, toBlock })
    for (const log of logs.toReversed()) {
      if (!(await wasConfirmed(client, registry, hub, log))) continue
      const { timestamp: atSeconds } = await client.getBlock({ blockNumber: log.blockNumber! })
      return newest.timestamp - atSeconds > LOOKED_BACK_SECONDS
        ? undefined
        : { atSeconds, newestSeconds: newest.timestamp }
    }
  }
  return undefined
}

/** An announcement that nobody has confirmed is removed by the same event. An endpoint that has forgotten the state of then cannot tell. */
async function wasConfirmed(client: PublicClient, registry: Address, hub: Address, log: Log): Promise<boolean> {
  const call = { address: registry, abi: registryAbi, functionName: 'masterOf', args: [hub] } as const
  const before = client.readContract({ ...call, blockNumber: log.blockNumber! - 1n })
  return await before.then(
    (master) => master !== ZERO_ADDRESS,
    () => true,
  )
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
