import {
  faucetAbi,
  faucetBytecode,
  marketAbi,
  marketBytecode,
  registryAbi,
  registryBytecode,
  snmAbi,
  snmBytecode,
} from '@sonm/contracts'
import type { Address, Hex } from '@sonm/model'
import type { Abi } from 'viem'

/** What the market of a network is made of. */
export interface Design {
  /** Gets the whole supply of SNM. */
  readonly holder: Address
  /** An SNM that is on the chain already; without it one is made. */
  readonly token?: Address | undefined
  /** On test networks: gives SNM away. */
  readonly faucet?: { readonly amountWei: bigint; readonly intervalSeconds: bigint } | undefined
}

/** The address of an earlier step's contract. */
export type AddressOf = (name: string) => Address

/** One contract of a market. */
export interface DeployStep {
  readonly name: string
  readonly abi: Abi
  /** Its creation code, without arguments. */
  readonly bytecode: Hex
  /** What its constructor gets. */
  readonly args: (at: AddressOf) => readonly unknown[]
  /** It is there already, and is not made. */
  readonly existing?: Address | undefined
  /** What it must answer when it is asked how it is wired: by the names of its functions, addresses in lower case. */
  readonly wiring: (at: AddressOf) => Readonly<Record<string, unknown>>
}

/** The contracts of a market in the order in which they are made: each takes the addresses of earlier ones alone. */
export function deploySteps({ holder, token, faucet }: Design): readonly DeployStep[] {
  const steps: DeployStep[] = [
    {
      name: 'SNM',
      abi: snmAbi,
      bytecode: snmBytecode,
      args: () => [holder],
      existing: token,
      wiring: () => ({ decimals: 18, symbol: 'SNM' }),
    },
    { name: 'Registry', abi: registryAbi, bytecode: registryBytecode, args: () => [], wiring: () => ({}) },
    {
      name: 'Market',
      abi: marketAbi,
      bytecode: marketBytecode,
      args: (at) => [at('SNM'), at('Registry')],
      wiring: (at) => ({ token: at('SNM'), registry: at('Registry') }),
    },
  ]
  if (faucet === undefined) return steps
  const { amountWei, intervalSeconds } = faucet
  return [
    ...steps,
    {
      name: 'Faucet',
      abi: faucetAbi,
      bytecode: faucetBytecode,
      args: (at) => [at('SNM'), amountWei, intervalSeconds],
      wiring: (at) => ({ token: at('SNM'), amount: amountWei, intervalSeconds }),
    },
  ]
}
