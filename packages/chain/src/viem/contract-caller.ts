import type { Address } from '@sonm/model'
import type { ContractFunctionReturnType } from 'viem'
import { type Abi, type ContractFunctionArgs, type ContractFunctionName, encodeFunctionData } from 'viem'
import type { Receipt } from '../client.ts'
import type { Rpc } from './rpc.ts'
import type { Mined, Sender } from './sender.ts'

/** Typed reads and writes of one contract. */
export class ContractCaller<const ContractAbi extends Abi> {
  readonly #options: {
    readonly rpc: Rpc
    readonly sender: Sender
    readonly address: Address
    readonly abi: ContractAbi
  }

  constructor(options: { rpc: Rpc; sender: Sender; address: Address; abi: ContractAbi }) {
    this.#options = options
  }

  /** @param subject what is read, in words */
  read<
    Name extends ContractFunctionName<ContractAbi, 'view' | 'pure'>,
    const Args extends ContractFunctionArgs<ContractAbi, 'view' | 'pure', Name>,
  >(
    subject: string,
    functionName: Name,
    args: Args,
  ): Promise<ContractFunctionReturnType<ContractAbi, 'view' | 'pure', Name, Args>> {
    const { rpc, address, abi } = this.#options
    const canonical = (result: unknown) =>
      JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    return rpc.agreeOnState(
      subject,
      (client, at) => client.readContract({ address, abi, functionName, args, ...at } as never),
      canonical,
    ) as never
  }

  write<
    Name extends ContractFunctionName<ContractAbi, 'nonpayable' | 'payable'>,
    const Args extends ContractFunctionArgs<ContractAbi, 'nonpayable' | 'payable', Name>,
  >(functionName: Name, args: Args): Promise<Mined> {
    const { sender, address, abi } = this.#options
    const data = encodeFunctionData({ abi, functionName, args } as never)
    return sender.send(() => ({ to: address, data }))
  }
}

export function receiptOf(mined: Mined): Receipt {
  const { logs: _logs, createdContract: _created, ...receipt } = mined
  return receipt
}
