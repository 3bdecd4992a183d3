import { faucetAbi, marketAbi, snmAbi } from '@sonm/contracts'
import { type Address, fail, type Signer } from '@sonm/model'
import { encodeFunctionData } from 'viem'
import type { Contracts } from '../contracts.ts'
import { signTypedData } from './account.ts'
import { latestBlock } from './chain-reads.ts'
import type { Call } from './flight.ts'
import type { Rpc } from './rpc.ts'
import { typedPermit } from './typed-permit.ts'

/** How long a permit can be used; it is sent at once. */
const PERMIT_SECONDS = 3600n

/** The calls that move an account's SNM: into the market, out of it, to others, and from a faucet. */
export class PaymentCalls {
  readonly #rpc: Rpc
  readonly #chainId: number
  readonly #contracts: Contracts
  readonly #signer: Signer

  constructor(options: { rpc: Rpc; chainId: number; contracts: Contracts; signer: Signer }) {
    this.#rpc = options.rpc
    this.#chainId = options.chainId
    this.#contracts = options.contracts
    this.#signer = options.signer
  }

  async deposit(amountWei: bigint): Promise<Call> {
    const { r, s, v, deadline } = await this.#permit(amountWei)
    const args = [this.#signer.address, amountWei, deadline, v, r, s] as const
    return {
      to: this.#contracts.market,
      data: encodeFunctionData({ abi: marketAbi, functionName: 'depositWithPermit', args }),
    }
  }

  /** Leave for the market to collect `amountWei` (EIP-2612), so that a deposit is one transaction. */
  async #permit(amountWei: bigint) {
    const { snm: address, market } = this.#contracts
    const owner = this.#signer.address
    const nonces = { address, abi: snmAbi, functionName: 'nonces', args: [owner], blockTag: 'pending' } as const
    const [nonce, block] = await Promise.all([
      this.#rpc.ask((client) => client.readContract(nonces)),
      latestBlock(this.#rpc, market),
    ])
    const deadline = block.timestampSeconds + PERMIT_SECONDS
    const signature = await signTypedData(
      this.#signer,
      typedPermit({ chainId: this.#chainId, token: address, owner, spender: market, amountWei, nonce, deadline }),
    )
    return { ...signature, deadline }
  }

  withdraw(amountWei: bigint): Call {
    const data = encodeFunctionData({ abi: marketAbi, functionName: 'withdraw', args: [amountWei] })
    return { to: this.#contracts.market, data }
  }

  transfer(to: Address, amountWei: bigint): Call {
    const data = encodeFunctionData({ abi: snmAbi, functionName: 'transfer', args: [to, amountWei] })
    return { to: this.#contracts.snm, data }
  }

  /** @throws FAUCET_MISSING */
  faucet(): Call {
    const to = this.#contracts.faucet
    if (to === undefined) throw fail('FAUCET_MISSING', {})
    return { to, data: encodeFunctionData({ abi: faucetAbi, functionName: 'drip' }) }
  }
}
