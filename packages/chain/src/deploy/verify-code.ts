import { isCoded } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
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
  const wiring = step.wiring((of) => addressIn(all, of))
  for (const [functionName, expected] of Object.entries(wiring)) {
    const question = rpc.agreeOnState(`${functionName} of ${name}`, (client, at) =>
      client.readContract({ address, abi, functionName, ...at }),
    )
    const answer = await question.catch((error: unknown) => {
      // A contract of another kind reverts, or answers nothing that can be read.
      if (!isOfEndpoint(error) || isCoded(error, 'CHAIN_REFUSED')) throw wrong(`it does not answer ${functionName}`)
      throw error
    })
    const found = typeof answer === 'string' && typeof expected === 'string' ? sameCase(answer, expected) : answer
    if (found !== expected) throw wrong(`its ${functionName} is ${String(answer)}, not ${String(expected)}`)
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

/** What the constructor gives back when it runs at the contract's own address: its code with all immutables. */
async function expectedCode(rpc: Rpc, name: string, address: Address, initCode: Hex): Promise<Hex | undefined> {
  const { data } = await rpc.agreeOnState(
    `the code that ${name} should have`,
    (client, at) => client.call({ to: address, stateOverride: [{ address, code: initCode }], ...at }),
    (result) => result.data ?? '0x',
  )
  return data
}

/** Addresses are compared without their checksums. */
function sameCase(answer: string, expected: string): string {
  return /^0x[0-9a-f]{40}$/.test(expected) ? answer.toLowerCase() : answer
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
