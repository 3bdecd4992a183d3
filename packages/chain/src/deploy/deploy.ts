import { type Clock, CodedError, isCoded } from '@sonm/common'
import { compiler, snmAbi } from '@sonm/contracts'
import { type Address, fail, type Hex, type Signer } from '@sonm/model'
import { encodeFunctionData } from 'viem'
import type { DeployedContract, DeploymentFile } from '../networks/deployment.ts'
import type { Call } from '../viem/flight.ts'
import { Rpc } from '../viem/rpc.ts'
import { Sender, type SenderOptions } from '../viem/sender.ts'
import { type DeploymentCost, estimateCost } from './cost.ts'
import { designInFile } from './design-file.ts'
import {
  addressIn,
  FACTORY_BYTECODE,
  FACTORY_CODE,
  factoryCallData,
  type PlannedContract,
  planContracts,
  STANDARD_FACTORY,
} from './plan.ts'
import { Progress, type ProgressStore } from './progress.ts'
import { type Design, deploySteps } from './steps.ts'
import { blockOfCode, codeAt, verifyContract } from './verify-code.ts'

type Speed = Pick<
  SenderOptions,
  'pollIntervalMs' | 'receiptTimeoutMs' | 'confirmations' | 'maxFeePerGasWei' | 'replaceAfterMs'
>

export interface DeploymentOptions extends Speed {
  /** One endpoint, or several in order of preference. */
  readonly url: string | readonly string[]
  readonly network: { readonly name: string; readonly chainId: number }
  /** Pays for the deployment. */
  readonly deployer: Signer
  readonly design: Design
  /** Another one makes another set of the same contracts. */
  readonly salt: Hex
  /** The factory of an earlier deployment; without it, the standard one. */
  readonly factory?: Address | undefined
  /** How much SNM the faucet gets from the deployer, who must be the holder then. */
  readonly faucetFundWei?: bigint | undefined
  readonly clock: Clock
  readonly progress: ProgressStore
}

/** What a deployment will do. */
export interface DeploymentPlan {
  /** Undefined: it is made first, and only then the addresses are known. */
  readonly contracts:
    | readonly { readonly name: string; readonly address: Address; readonly isThere: boolean }[]
    | undefined
  readonly cost: DeploymentCost
}

const FACTORY = 'Factory'
const FUND = 'fill the faucet'
/** After these a transaction can never do anything any more. */
const IN_VAIN = new Set(['TRANSACTION_REVERTED', 'TRANSACTION_DISPLACED', 'TRANSACTION_DROPPED'])

/**
 * Puts a market on a chain, one contract after the other, each where only its code and the salt decide. What is there already is
 * left alone, so that whoever repeats it after a failure anywhere ends with the same single set.
 */
export class Deployer {
  readonly #options: DeploymentOptions
  readonly #rpc: Rpc
  #opened: Promise<{ readonly progress: Progress; readonly sender: Sender }> | undefined

  constructor(options: DeploymentOptions) {
    const { url, network, clock } = options
    this.#options = options
    this.#rpc = new Rpc({ url, expectedChainId: network.chainId, contracts: {}, requestTimeoutMs: 30_000, clock })
  }

  /** Looks what is there and what the rest costs; sends nothing. @throws DEPLOYMENT_UNFINISHED, DEPLOYMENT_WRONG, and what Rpc throws */
  async plan(): Promise<DeploymentPlan> {
    const factory = await this.#findFactory()
    const planned = factory && this.#planned(factory)
    const missing: Call[] = []
    const contracts = []
    await this.#verifyExisting()
    for (const { step, address, initCode } of planned ?? this.#planned(STANDARD_FACTORY)) {
      const isThere = initCode === undefined || (planned !== undefined && (await this.#isThere(step.name, address)))
      contracts.push({ name: step.name, address, isThere })
      if (!isThere) missing.push(this.#creation(factory ?? STANDARD_FACTORY, initCode!))
    }
    const { deployer, maxFeePerGasWei } = this.#options
    const calls = [...(factory ? [] : [{ data: FACTORY_BYTECODE }]), ...missing, ...this.#funding(contracts)]
    const cost = await estimateCost(this.#rpc, deployer.address, calls, maxFeePerGasWei)
    return { contracts: planned && contracts, cost }
  }

  /**
   * Does what is missing, and reads all of it back.
   * @param onStep hears of each step before it is done
   * @throws DEPLOYMENT_WRONG, DEPLOYMENT_UNFINISHED, and what Sender throws; to repeat it is always safe
   */
  async run(onStep: (name: string, done: number, all: number) => void = () => {}): Promise<DeploymentFile> {
    await this.#verifyExisting()
    const factory = (await this.#findFactory()) ?? (await this.#makeFactory(() => onStep(FACTORY, 0, 1)))
    const planned = this.#planned(factory)
    for (const [at, contract] of planned.entries()) {
      onStep(contract.step.name, at, planned.length + 1)
      await this.#make(factory, contract)
    }
    await this.#fundFaucet(planned)
    onStep('read everything back', planned.length, planned.length + 1)
    const { network, deployer, salt, design } = this.#options
    const contracts = await this.#readAllBack(planned)
    const made = planned.filter(({ initCode }) => initCode !== undefined).map(({ step }) => contracts[step.name]!)
    return {
      network: network.name,
      chainId: network.chainId,
      deployer: deployer.address,
      factory,
      salt,
      design: designInFile(design),
      startBlock: Math.min(...made.map(({ blockNumber }) => blockNumber)),
      compiler: { ...compiler },
      contracts,
    }
  }

  /** The deployment is known elsewhere by now: its progress is not needed any more. */
  async finish(): Promise<void> {
    const { progress } = await this.#open()
    await progress.clear()
  }

  #planned(factory: Address): readonly PlannedContract[] {
    return planContracts(deploySteps(this.#options.design), factory, this.#options.salt)
  }

  #open() {
    this.#opened ??= this.#openOnce()
    return this.#opened
  }

  async #openOnce() {
    const { network, deployer, salt, progress: store, design, faucetFundWei } = this.#options
    const { chainId } = network
    const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
    const identity = {
      chainId,
      deployer: deployer.address,
      salt,
      design: JSON.stringify({ ...design, faucetFundWei }, text),
    }
    const progress = await Progress.open(store, identity)
    const sender = new Sender({
      ...this.#options,
      rpc: this.#rpc,
      chainId,
      signer: deployer,
      journal: progress.journal,
    })
    return { progress, sender }
  }

  /** The factory of this chain; undefined: there is none yet. */
  async #findFactory(): Promise<Address | undefined> {
    const { progress } = await this.#open()
    const made = progress.minedStep(FACTORY)?.address
    if (made !== undefined) return made
    // One that is under way decides, whoever else makes the standard one meanwhile.
    if (progress.isUnderWay(FACTORY)) return undefined
    const known = this.#options.factory ?? STANDARD_FACTORY
    return (await codeAt(this.#rpc, FACTORY, known)) === FACTORY_CODE ? known : undefined
  }

  /** What is to be used as it is must be what it should be, before anything is paid for. */
  async #verifyExisting(): Promise<void> {
    const planned = this.#planned(STANDARD_FACTORY)
    for (const contract of planned) {
      if (contract.initCode === undefined) await verifyContract(this.#rpc, contract, planned)
    }
  }

  async #isThere(name: string, address: Address): Promise<boolean> {
    return (await codeAt(this.#rpc, name, address)) !== '0x'
  }

  async #makeFactory(onStep: () => void): Promise<Address> {
    onStep()
    const { address } = await this.#send(FACTORY, () => ({ data: FACTORY_BYTECODE }))
    if (address === undefined) throw fail('INTERNAL', { what: 'the factory was not created' })
    return address
  }

  #creation(factory: Address, initCode: Hex): Call {
    return { to: factory, data: factoryCallData(this.#options.salt, initCode) }
  }

  async #make(factory: Address, { step, address, initCode }: PlannedContract): Promise<void> {
    const { progress } = await this.#open()
    const isThere = () => this.#isThere(step.name, address)
    // What an earlier run has sent is waited for even if the contract is there: it is the one that made it, or in vain.
    if (!progress.isUnderWay(step.name) && (initCode === undefined || (await isThere()))) return
    try {
      await this.#send(step.name, () => this.#creation(factory, initCode!))
    } catch (error) {
      // Somebody else was first with the same contract: just as well.
      if (!isCoded(error, 'TRANSACTION_REVERTED') || !(await isThere())) throw error
    }
  }

  /** The filling of a faucet that will be made, as far as it must be known to tell its cost. */
  #funding(
    contracts: readonly { readonly name: string; readonly address: Address; readonly isThere: boolean }[],
  ): Call[] {
    const { faucetFundWei } = this.#options
    const faucet = contracts.find(({ name }) => name === 'Faucet')
    if (faucetFundWei === undefined || faucet === undefined || faucet.isThere) return []
    const snm = contracts.find(({ name }) => name === 'SNM')!.address
    return [this.#transfer(snm, faucet.address, faucetFundWei)]
  }

  #transfer(snm: Address, to: Address, amountWei: bigint): Call {
    return { to: snm, data: encodeFunctionData({ abi: snmAbi, functionName: 'transfer', args: [to, amountWei] }) }
  }

  async #fundFaucet(planned: readonly PlannedContract[]): Promise<void> {
    const { faucetFundWei, design } = this.#options
    if (faucetFundWei === undefined || design.faucet === undefined) return
    const { progress } = await this.#open()
    const [snm, faucet] = [addressIn(planned, 'SNM'), addressIn(planned, 'Faucet')]
    if (progress.minedStep(FUND) !== undefined) return
    const held = await this.#rpc.agreeOnState('the SNM of the faucet', (client, at) =>
      client.readContract({ address: snm, abi: snmAbi, functionName: 'balanceOf', args: [faucet], ...at }),
    )
    if (!progress.isUnderWay(FUND) && held >= faucetFundWei) return
    await this.#send(FUND, () => this.#transfer(snm, faucet, faucetFundWei))
  }

  async #send(name: string, build: () => Call) {
    const { progress, sender } = await this.#open()
    const known = progress.minedStep(name)
    if (known !== undefined) return known
    try {
      const { txHash, blockNumber, createdContract: address } = await sender.send(build, name)
      const step = { txHash, blockNumber: Number(blockNumber), ...(address && { address }) }
      await progress.mined(name, step)
      return step
    } catch (error) {
      if (error instanceof CodedError && IN_VAIN.has(error.code)) await progress.failed(name)
      throw error
    }
  }

  async #readAllBack(planned: readonly PlannedContract[]): Promise<DeploymentFile['contracts']> {
    const { progress } = await this.#open()
    const found: Record<string, DeployedContract> = {}
    for (const contract of planned) {
      const { address, step } = contract
      const codeHash = await verifyContract(this.#rpc, contract, planned)
      const mined = progress.minedStep(step.name)
      found[step.name] = mined
        ? { address, codeHash, txHash: mined.txHash, blockNumber: mined.blockNumber }
        : { address, codeHash, blockNumber: Number(await blockOfCode(this.#rpc, address)) }
    }
    // Every design has the four that a deployment must have.
    return found as DeploymentFile['contracts']
  }
}
