import type { Clock } from '@sonm/common'
import {
  faucetAbi,
  faucetBytecode,
  marketAbi,
  marketBytecode,
  registryBytecode,
  snmAbi,
  snmBytecode,
} from '@sonm/contracts'
import { fail, type Hex, type Signer, ZERO_ADDRESS } from '@sonm/model'
import { encodeDeployData, encodeFunctionData } from 'viem'
import type { Contracts } from '../contracts.ts'
import { Rpc } from '../viem/rpc.ts'
import { Sender } from '../viem/sender.ts'

export interface DeployOptions {
  readonly url: string
  readonly expectedChainId: number
  /** Pays for the deployment and holds the whole supply of SNM afterwards. */
  readonly deployer: Signer
  readonly clock: Clock
  /** On test networks: a faucet, filled with `fundWei`. */
  readonly faucet?: { readonly amountWei: bigint; readonly intervalSeconds: bigint; readonly fundWei: bigint }
}

export interface Deployment {
  readonly contracts: Contracts
  /** The block of the first contract. */
  readonly startBlock: bigint
}

/**
 * Puts SNM, Registry, Market and, where wanted, a filled Faucet on a chain.
 * @throws CHAIN_UNREACHABLE, CHAIN_WRONG, ETH_INSUFFICIENT
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const { url, expectedChainId: chainId, deployer, clock } = options
  const rpc = new Rpc({ url, expectedChainId: chainId, contracts: {}, requestTimeoutMs: 30_000, clock })
  const sender = new Sender({ rpc, chainId, signer: deployer, clock, pollIntervalMs: 100, receiptTimeoutMs: 300_000 })
  const create = async (name: string, data: Hex) => {
    const mined = await sender.send(() => ({ data }))
    if (mined.createdContract === undefined) throw fail('INTERNAL', { what: `${name} was not created` })
    return { address: mined.createdContract, blockNumber: mined.blockNumber }
  }
  const snm = await create('SNM', encodeDeployData({ abi: snmAbi, bytecode: snmBytecode, args: [deployer.address] }))
  const registry = await create('Registry', registryBytecode)
  const marketArgs = [snm.address, registry.address, ZERO_ADDRESS, ZERO_ADDRESS, 0n] as const
  const market = await create(
    'Market',
    encodeDeployData({ abi: marketAbi, bytecode: marketBytecode, args: marketArgs }),
  )
  const contracts = { snm: snm.address, registry: registry.address, market: market.address }
  const startBlock = snm.blockNumber
  if (options.faucet === undefined) return { contracts, startBlock }

  const { amountWei, intervalSeconds, fundWei } = options.faucet
  const faucetArgs = [snm.address, amountWei, intervalSeconds] as const
  const faucet = await create(
    'Faucet',
    encodeDeployData({ abi: faucetAbi, bytecode: faucetBytecode, args: faucetArgs }),
  )
  const data = encodeFunctionData({ abi: snmAbi, functionName: 'transfer', args: [faucet.address, fundWei] })
  await sender.send(() => ({ to: snm.address, data }))
  return { contracts: { ...contracts, faucet: faucet.address }, startBlock }
}
