import type { Clock } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import type { DeploymentFile } from '../networks/deployment.ts'
import { Rpc } from '../viem/rpc.ts'
import { designOfFile } from './design-file.ts'
import { planContracts } from './plan.ts'
import { deploySteps } from './steps.ts'
import { verifyContract } from './verify-code.ts'

export interface VerifiedContract {
  readonly name: string
  readonly address: Address
  readonly codeHash: Hex
}

/**
 * Reads a deployment back from the chain: that each contract stands where this program's own code puts it, has that code with the
 * right immutables, and is wired as the file says.
 * @throws DEPLOYMENT_WRONG, and what Rpc throws
 */
export async function verifyDeployment(
  deployment: DeploymentFile,
  options: { readonly url: string | readonly string[]; readonly clock: Clock },
): Promise<readonly VerifiedContract[]> {
  const { chainId: expectedChainId, factory, salt, contracts } = deployment
  const rpc = new Rpc({ ...options, expectedChainId, contracts: {}, requestTimeoutMs: 30_000 })
  const planned = planContracts(deploySteps(designOfFile(deployment.design)), factory, salt)
  const verified: VerifiedContract[] = []
  for (const contract of planned) {
    const { name } = contract.step
    const wrong = (address: Address, reason: string) => fail('DEPLOYMENT_WRONG', { name, address, reason })
    const recorded = contracts[name]
    if (recorded === undefined) throw wrong(contract.address, 'the file does not name it')
    if (recorded.address !== contract.address) {
      throw wrong(recorded.address, `this program's own code would stand at ${contract.address}`)
    }
    const codeHash = await verifyContract(rpc, contract, planned)
    if (codeHash !== recorded.codeHash) throw wrong(recorded.address, 'its code has another hash than in the file')
    verified.push({ name, address: contract.address, codeHash })
  }
  return verified
}
