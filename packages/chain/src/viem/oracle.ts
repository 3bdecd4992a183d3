import { isCoded } from '@sonm/common'
import { oracleAbi } from '@sonm/contracts'
import type { Address } from '@sonm/model'
import { encodeFunctionData } from 'viem'
import type { OracleClient } from '../oracle.ts'
import { ContractCaller, receiptOf } from './contract-caller.ts'
import { quoteCall } from './quote.ts'
import type { Rpc } from './rpc.ts'
import type { Sender } from './sender.ts'
import { lower } from './structs.ts'

interface OracleOptions {
  readonly rpc: Rpc
  readonly sender: Sender
  readonly address: Address
  readonly account: Address
  /** The most that is paid for a unit of gas. */
  readonly feeCapWei: bigint
}

export class ViemOracle implements OracleClient {
  readonly #contract: ContractCaller<typeof oracleAbi>

  readonly #options: OracleOptions

  constructor(options: OracleOptions) {
    this.#options = options
    this.#contract = new ContractCaller({ ...options, abi: oracleAbi })
  }

  async latest() {
    try {
      const [, usdPerSnm, , updatedAtSeconds] = await this.#contract.read('the price of SNM', 'latestRoundData', [])
      return { usdPerSnm, updatedAtSeconds }
    } catch (error) {
      // RoundUnknown: there is no round yet.
      if (isCoded(error, 'PRICE_UNAVAILABLE')) return undefined
      throw error
    }
  }

  async reporters() {
    return (await this.#contract.read('the reporters', 'reporters', [])).map(lower)
  }

  async report(usdPerSnm: bigint) {
    return receiptOf(await this.#contract.write('report', [usdPerSnm]))
  }

  async quoteReport(usdPerSnm: bigint) {
    const { rpc, address: to, account, feeCapWei } = this.#options
    const data = encodeFunctionData({ abi: oracleAbi, functionName: 'report', args: [usdPerSnm] })
    return quoteCall(rpc, account, { to, data }, feeCapWei)
  }
}
