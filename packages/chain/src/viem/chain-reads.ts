import { marketAbi, registryAbi, snmAbi } from '@sonm/contracts'
import { type Address, type Hex, ZERO_ADDRESS } from '@sonm/model'
import type { Balances, BlockRef, BlockSpan } from '../client.ts'
import type { Contracts } from '../contracts.ts'
import { canonicalSpan } from './agreement.ts'
import { readThrough } from './read-through.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'

/** The newest block that the endpoints agree on. */
export function latestBlock(rpc: Rpc, market: Address): Promise<BlockRef> {
  return rpc.agreeOnState(
    'the newest block',
    (client, { blockNumber }) => readThrough(client, market).block(blockNumber),
    ({ hash, timestampSeconds }) => `${hash} ${timestampSeconds}`,
  )
}

/** What the endpoints agree on: blocks, events, and the state of the contracts. */
export class ChainReads {
  readonly #rpc: Rpc
  readonly #contracts: Contracts

  constructor(rpc: Rpc, contracts: Contracts) {
    this.#rpc = rpc
    this.#contracts = contracts
  }

  latest(): Promise<BlockRef> {
    return latestBlock(this.#rpc, this.#contracts.market)
  }

  blockHash(number: bigint): Promise<Hex | undefined> {
    return this.#rpc.agree(
      `block ${number}`,
      (client) => readThrough(client, this.#contracts.market).blockHash(number),
      (hash) => hash,
    )
  }

  readBlocks(fromBlock: bigint, toBlock: bigint): Promise<BlockSpan> {
    const subject = `the events of blocks ${fromBlock} to ${toBlock}`
    return this.#rpc.agree(
      subject,
      (client) => readThrough(client, this.#contracts.market).readBlocks(fromBlock, toBlock),
      canonicalSpan,
    )
  }

  balances(account: Address): Promise<Balances> {
    const { snm, market } = this.#contracts
    const args = [account] as const
    return this.#rpc.agreeOnState(
      `the balances of ${account}`,
      async (client, at) => {
        const [ethWei, snmWei, freeWei] = await Promise.all([
          client.getBalance({ address: account, ...at }),
          client.readContract({ address: snm, abi: snmAbi, functionName: 'balanceOf', args, ...at }),
          client.readContract({ address: market, abi: marketAbi, functionName: 'balanceOf', args, ...at }),
        ])
        return { ethWei, snmWei, freeWei }
      },
      ({ ethWei, snmWei, freeWei }) => `${ethWei} wei, ${snmWei} wei of SNM, ${freeWei} free`,
    )
  }

  async masterOf(hub: Address): Promise<Address | undefined> {
    const call = { address: this.#contracts.registry, abi: registryAbi, functionName: 'masterOf', args: [hub] } as const
    const master = await this.#rpc.agreeOnState(`the master of ${hub}`, (client, at) =>
      client.readContract({ ...call, ...at }),
    )
    return master === ZERO_ADDRESS ? undefined : lower(master)
  }

  epochOf(author: Address): Promise<bigint> {
    const call = { address: this.#contracts.market, abi: marketAbi, functionName: 'epochOf', args: [author] } as const
    return this.#rpc.agreeOnState(`the epoch of ${author}`, (client, at) => client.readContract({ ...call, ...at }))
  }

  isNonceUsed(author: Address, nonce: bigint): Promise<boolean> {
    const market = { address: this.#contracts.market, abi: marketAbi }
    const call = { ...market, functionName: 'isNonceUsed', args: [author, nonce] } as const
    return this.#rpc.agreeOnState(`the order ${nonce} of ${author}`, (client, at) =>
      client.readContract({ ...call, ...at }),
    )
  }
}
