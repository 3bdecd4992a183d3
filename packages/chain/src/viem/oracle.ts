import { isCoded } from '@sonm/common'
import { oracleAbi } from '@sonm/contracts'
import type { Address } from '@sonm/model'
import type { OracleClient } from '../oracle.ts'
import { ContractCaller, receiptOf } from './contract-caller.ts'
import type { Rpc } from './rpc.ts'
import type { Sender } from './sender.ts'
import { lower } from './structs.ts'

export class ViemOracle implements OracleClient {
  readonly #contract: ContractCaller<typeof oracleAbi>

  constructor(options: { rpc: Rpc; sender: Sender; address: Address }) {
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
}
