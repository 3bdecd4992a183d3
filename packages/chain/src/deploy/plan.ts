import { type Address, fail, type Hex } from '@sonm/model'
import { encodeDeployData, getContractAddress, keccak256, stringToHex } from 'viem'
import { lower } from '../viem/structs.ts'
import type { AddressOf, DeployStep } from './steps.ts'

/**
 * The contract that makes others at addresses which only salt and code decide (CREATE2), on nearly every chain at this address
 * (github.com/Arachnid/deterministic-deployment-proxy). A second call for the same contract makes nothing.
 */
export const STANDARD_FACTORY: Address = '0x4e59b44847b379578588920ca78fbf26c0b4956c'
/** Its creation code, for chains that do not have it. */
export const FACTORY_BYTECODE: Hex =
  '0x604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'
/** What stands on the chain then. */
export const FACTORY_CODE: Hex =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'

/** Another word makes another set of the same contracts. */
export const saltOf = (word: string): Hex => keccak256(stringToHex(word))

/** A contract of a market, and where it will stand. */
export interface PlannedContract {
  readonly step: DeployStep
  readonly address: Address
  /** Creation code with its arguments; undefined: the contract is there already. */
  readonly initCode: Hex | undefined
}

/** Where each contract will stand: known before anything is sent, and the same each time. */
export function planContracts(steps: readonly DeployStep[], factory: Address, salt: Hex): readonly PlannedContract[] {
  const planned = new Map<string, PlannedContract>()
  const at: AddressOf = (name) => addressIn([...planned.values()], name)
  for (const step of steps) {
    const { name, abi, bytecode, existing } = step
    if (existing !== undefined) {
      planned.set(name, { step, address: existing, initCode: undefined })
      continue
    }
    const initCode = encodeDeployData({ abi, bytecode, args: step.args(at) })
    const address = lower(getContractAddress({ opcode: 'CREATE2', from: factory, salt, bytecode: initCode }))
    planned.set(name, { step, address, initCode })
  }
  return [...planned.values()]
}

export function addressIn(planned: readonly PlannedContract[], name: string): Address {
  const found = planned.find(({ step }) => step.name === name)
  if (found === undefined) throw fail('INTERNAL', { what: `${name} is not planned yet` })
  return found.address
}

/** What the factory is called with to make a contract. */
export function factoryCallData(salt: Hex, initCode: Hex): Hex {
  return `${salt}${initCode.slice(2)}`
}
