import { snmAbi } from '@sonm/contracts'
import type { Address } from '@sonm/model'
import { type Log, parseEventLogs } from 'viem'
import type { SnmTransfer } from '../wallet-chain.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'

const event = snmAbi.find((entry) => entry.type === 'event' && entry.name === 'Transfer')! as Extract<
  (typeof snmAbi)[number],
  { type: 'event'; name: 'Transfer' }
>

/** The transfers of SNM to and from an account, in the chain's order. */
export async function readSnmTransfers(
  rpc: Rpc,
  snm: Address,
  account: Address,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<readonly SnmTransfer[]> {
  const range = { address: snm, event, fromBlock, toBlock }
  const [sent, received] = await Promise.all([
    rpc.ask((client) => client.getLogs({ ...range, args: { from: account } })),
    rpc.ask((client) => client.getLogs({ ...range, args: { to: account } })),
  ])
  // What somebody sends to himself is in both.
  const logs = [...sent, ...received.filter(({ args }) => args.from && lower(args.from) !== account)] as Log[]
  const times = await timesOf(rpc, logs)
  return parseEventLogs({ abi: [event], logs })
    .map((log) => ({
      from: lower(log.args.from),
      to: lower(log.args.to),
      amountWei: log.args.value,
      blockNumber: log.blockNumber!,
      blockHash: log.blockHash!,
      logIndex: log.logIndex!,
      txHash: log.transactionHash!,
      timestampSeconds: times.get(log.blockNumber!)!,
    }))
    .sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
}

/** When the blocks of these logs were made: told with the logs by newer nodes. */
async function timesOf(rpc: Rpc, logs: readonly Log[]): Promise<ReadonlyMap<bigint, bigint>> {
  const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber!))]
  return new Map(
    await Promise.all(
      numbers.map(async (blockNumber): Promise<[bigint, bigint]> => {
        const stated = logs.find((log) => log.blockNumber === blockNumber)?.blockTimestamp
        if (stated !== undefined && stated !== null) return [blockNumber, BigInt(stated)]
        const block = await rpc.ask((client) => client.getBlock({ blockNumber }))
        return [blockNumber, block.timestamp]
      }),
    ),
  )
}
