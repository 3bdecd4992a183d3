import { isCoded } from '@sonm/common'
import { type Address, fail, type Hex, ZERO_BYTES32 } from '@sonm/model'
import { keccak256 } from 'viem'
import { isOfEndpoint } from '../viem/failure.ts'
import type { Rpc } from '../viem/rpc.ts'
import { addressIn, type PlannedContract } from './plan.ts'

/**
 * Reads a contract back: its code, byte for byte as its constructor leaves it at this address (immutables included), and how it
 * is wired.
 * @returns keccak-256 of the code
 * @throws DEPLOYMENT_WRONG
 */
export async function verifyContract(
  rpc: Rpc,
  contract: PlannedContract,
  all: readonly PlannedContract[],
): Promise<Hex> {
  const { step, address, initCode } = contract
  const { name, abi } = step
  const wrong = (reason: string) => fail('DEPLOYMENT_WRONG', { name, address, reason })
  const code = await codeAt(rpc, name, address)
  if (code === '0x') throw wrong('there is no contract')
  if (initCode !== undefined && code !== (await expectedCode(rpc, name, address, initCode))) {
    throw wrong('its code is another one than this program was built with')
  }
  for (const { functionName, expected } of step.wiring((of) => addressIn(all, of))) {
    const question = rpc.agreeOnState(
      `${functionName} of ${name}`,
      (client, at) => client.readContract({ address, abi, functionName, ...at }),
      canonical,
    )
    const answer = await question.catch((error: unknown) => {
      // A contract of another kind reverts, or answers nothing that can be read.
      if (!isOfEndpoint(error) || isCoded(error, 'CHAIN_REFUSED')) throw wrong(`it does not answer ${functionName}`)
      throw error
    })
    if (expected !== undefined && canonical(answer) !== canonical(expected)) {
      throw wrong(`its ${functionName} is ${canonical(answer)}, not ${canonical(expected)}`)
    }
  }
  return keccak256(code)
}

/** @returns 0x where there is none */
export async function codeAt(rpc: Rpc, name: string, address: Address): Promise<Hex> {
  const code = await rpc.agreeOnState(
    `the code of ${name}`,
    (client, at) => client.getCode({ address, ...at }),
    (found) => found ?? '0x',
  )
  return code ?? '0x'
}

/** Storage that holds nothing; a list without any slot would not be sent. */
const NOTHING_STORED = [{ slot: ZERO_BYTES32, value: ZERO_BYTES32 }]

/**
 * What the constructor gives back when it runs at the contract's own address, with nothing stored there: its code with all
 * immutables.
 * @returns undefined when it fails
 */
async function expectedCode(rpc: Rpc, name: string, address: Address, initCode: Hex): Promise<Hex | undefined> {
  const stateOverride = [{ address, code: initCode, state: NOTHING_STORED }]
  const call = rpc.agreeOnState(
    `the code that ${name} should have`,
    (client, at) => client.call({ to: address, stateOverride, ...at }),
    (result) => result.data ?? '0x',
  )
  const result = await call.catch((error: unknown) => {
    if (isOfEndpoint(error)) throw error
    return undefined
  })
  return result?.data
}

/** Addresses are compared without their checksums. */
function canonical(answer: unknown): string {
  return JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value)).toLowerCase()
}

/** The block in which a contract was made; 0 where the endpoint has no state so old. */
export async function blockOfCode(rpc: Rpc, address: Address): Promise<bigint> {
  const isThere = async (blockNumber: bigint) => {
    const code = await rpc.ask((client) => client.getCode({ address, blockNumber }))
    return code !== undefined && code !== '0x'
  }
  try {
    let [without, withIt] = [-1n, await rpc.ask((client) => client.getBlockNumber({ cacheTime: 0 }))]
    while (withIt - without > 1n) {
      const middle = (without + withIt) / 2n
      if (await isThere(middle)) withIt = middle
      else without = middle
    }
    return withIt
  } catch {
    return 0n
  }
}
