import { isCoded } from '@sonm/common'
import { snmAbi } from '@sonm/contracts'
import { type Address, fail } from '@sonm/model'
import { type Log, type PublicClient, parseEventLogs } from 'viem'
import { refusalReason } from '../follower/refusal.ts'
import type { TokenTransfer } from '../wallet-chain.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'

const event = snmAbi.find((entry) => entry.type === 'event' && entry.name === 'Transfer')! as Extract<
  (typeof snmAbi)[number],
  { type: 'event'; name: 'Transfer' }
>

interface Range {
  readonly token: Address
  readonly account: Address
  readonly fromBlock: bigint
  readonly toBlock: bigint
  /** More transfers are refused, but for those of one block. */
  readonly most?: number
}

/**
 * The transfers of a token to and from an account, in the chain's order: those that the endpoints agree on.
 * @throws CHAIN_RANGE_REFUSED
 */
export async function readTokenTransfers(rpc: Rpc, range: Range): Promise<readonly TokenTransfer[]> {
  const { token, account, fromBlock, toBlock } = range
  const agreed = rpc.agree(
    `the transfers of the token ${token} of ${account} in blocks ${fromBlock} to ${toBlock}`,
    (client) => transfersOf(client, range),
    ({ transfers, hash }) =>
      `${hash} ${JSON.stringify(transfers, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
  )
  const { transfers } = await agreed.catch((error: unknown) => {
    const reason = isCoded(error) && !isCoded(error, 'CHAIN_RANGE_REFUSED') ? refusalReason(error) : undefined
    throw reason === undefined ? error : refused(range, reason, error)
  })
  return transfers
}

/** @returns with the hash of the last block: an endpoint that has not got as far fails, and leaves nothing out in silence */
async function transfersOf(client: PublicClient, range: Range) {
  const { token: address, account, fromBlock, toBlock, most = Number.POSITIVE_INFINITY } = range
  const wanted = { address, event, fromBlock, toBlock }
  const [sent, received, { hash }] = await Promise.all([
    client.getLogs({ ...wanted, args: { from: account } }),
    client.getLogs({ ...wanted, args: { to: account } }),
    client.getBlock({ blockNumber: toBlock }),
  ])
  // What somebody sends to himself is in both.
  const logs = [...sent, ...received.filter(({ args }) => args.from && lower(args.from) !== account)] as Log[]
  if (logs.length > most && fromBlock < toBlock) throw refused(range, `there are more than ${most} transfers`)
  const times = await timesOf(client, logs)
  const transfers = parseEventLogs({ abi: [event], logs })
    .map(
      (log): TokenTransfer => ({
        from: lower(log.args.from),
        to: lower(log.args.to),
        amount: log.args.value,
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

function refused({ fromBlock, toBlock }: Range, reason: string, cause?: unknown) {
  const range = { fromBlock: String(fromBlock), toBlock: String(toBlock) }
  return fail('CHAIN_RANGE_REFUSED', { url: 'this network', ...range, reason }, { cause })
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
