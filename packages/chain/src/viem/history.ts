import { snmAbi } from '@sonm/contracts'
import type { Address } from '@sonm/model'
import { type Log, type PublicClient, parseEventLogs } from 'viem'
import type { SnmTransfer } from '../wallet-chain.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'

const event = snmAbi.find((entry) => entry.type === 'event' && entry.name === 'Transfer')! as Extract<
  (typeof snmAbi)[number],
  { type: 'event'; name: 'Transfer' }
>

interface Range {
  readonly snm: Address
  readonly account: Address
  readonly fromBlock: bigint
  readonly toBlock: bigint
}

/** The transfers of SNM to and from an account, in the chain's order: those that the endpoints agree on. */
export async function readSnmTransfers(rpc: Rpc, range: Range): Promise<readonly SnmTransfer[]> {
  const { account, fromBlock, toBlock } = range
  const { transfers } = await rpc.agree(
    `the transfers of SNM of ${account} in blocks ${fromBlock} to ${toBlock}`,
    (client) => transfersOf(client, range),
    ({ transfers, hash }) =>
      `${hash} ${JSON.stringify(transfers, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
  )
  return transfers
}

/** @returns with the hash of the last block: an endpoint that has not got as far fails, and leaves nothing out in silence */
async function transfersOf(client: PublicClient, { snm, account, fromBlock, toBlock }: Range) {
  const range = { address: snm, event, fromBlock, toBlock }
  const [sent, received, { hash }] = await Promise.all([
    client.getLogs({ ...range, args: { from: account } }),
    client.getLogs({ ...range, args: { to: account } }),
    client.getBlock({ blockNumber: toBlock }),
  ])
  // What somebody sends to himself is in both.
  const logs = [...sent, ...received.filter(({ args }) => args.from && lower(args.from) !== account)] as Log[]
  const times = await timesOf(client, logs)
  const transfers = parseEventLogs({ abi: [event], logs })
    .map(
      (log): SnmTransfer => ({
        from: lower(log.args.from),
        to: lower(log.args.to),
        amountWei: log.args.value,
        blockNumber: log.blockNumber!,
        blockHash: log.blockHash!,
        logIndex: log.logIndex!,
        txHash: log.transactionHash!,
        timestampSeconds: times.get(log.blockNumber!)!,
      }),
    )
    .sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
  return { transfers, hash }
}

/** When the blocks of these logs were made: told with the logs by newer nodes. */
async function timesOf(client: PublicClient, logs: readonly Log[]): Promise<ReadonlyMap<bigint, bigint>> {
  const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber!))]
  return new Map(
    await Promise.all(
      numbers.map(async (blockNumber): Promise<[bigint, bigint]> => {
        const stated = logs.find((log) => log.blockNumber === blockNumber)?.blockTimestamp
        if (stated !== undefined && stated !== null) return [blockNumber, BigInt(stated)]
        const block = await client.getBlock({ blockNumber })
        return [blockNumber, block.timestamp]
      }),
    ),
  )
}
