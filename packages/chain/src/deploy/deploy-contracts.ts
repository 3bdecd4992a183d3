import type { Clock } from '@sonm/common'
import type { Signer } from '@sonm/model'
import type { Contracts } from '../contracts.ts'
import { contractsOf } from '../networks/deployment.ts'
import { Deployer } from './deploy.ts'
import { saltOf } from './plan.ts'
import { memoryProgress } from './progress.ts'
import type { PriceSource } from './steps.ts'

export interface DeployOptions {
  readonly url: string
  readonly expectedChainId: number
  /** Pays for the deployment, holds the whole supply of SNM afterwards, and is the one validator. */
  readonly deployer: Signer
  readonly clock: Clock
  /** On test networks: a faucet, filled with `fundWei`. */
  readonly faucet?: { readonly amountWei: bigint; readonly intervalSeconds: bigint; readonly fundWei: bigint }
  /** Without it the market has no prices in USD. */
  readonly prices?: PriceSource
  /** Another text makes another set; by default a second call finds the first one's. */
  readonly salt?: string
}

export interface Deployment {
  readonly contracts: Contracts
  /** The block of the first contract. */
  readonly startBlock: bigint
}

const PROFESSIONAL = 4

/**
 * Puts a market on a chain that lasts no longer than its process, and so keeps no record of it.
 * @throws CHAIN_UNREACHABLE, CHAIN_WRONG, ETH_INSUFFICIENT
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const { url, expectedChainId: chainId, deployer, clock, faucet, prices, salt = 'SONM' } = options
  const holder = deployer.address
  const validators = [{ account: holder, level: PROFESSIONAL }]
  const deployment = await new Deployer({
    url,
    network: { name: 'dev', chainId },
    deployer,
    design: { holder, validators, prices, faucet },
    salt: saltOf(salt),
    ...(faucet && { faucetFundWei: faucet.fundWei }),
    clock,
    progress: memoryProgress(),
    pollIntervalMs: 100,
    receiptTimeoutMs: 300_000,
  }).run()
  return { contracts: contractsOf(deployment), startBlock: BigInt(deployment.startBlock) }
}
