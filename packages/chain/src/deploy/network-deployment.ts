import { join } from 'node:path'
import { fail } from '@sonm/model'
import { type DeploymentFile, deploymentPath, findDeployment, writeDeployment } from '../networks/deployment.ts'
import { Deployer, type DeploymentOptions, type DeploymentPlan } from './deploy.ts'
import { fileProgress } from './progress.ts'

/** A deployment whose outcome, and until then its progress, stand in files of one folder. */
export interface NetworkDeployment {
  /** Where the outcome is written. */
  readonly path: string
  /** Sends nothing. @throws DEPLOYMENT_EXISTS, and what Deployer throws */
  plan(): Promise<DeploymentPlan>
  run(onStep?: (name: string, done: number, all: number) => void): Promise<DeploymentFile>
}

/** @throws DEPLOYMENT_INVALID */
export async function openNetworkDeployment(
  options: Omit<DeploymentOptions, 'progress' | 'factory'> & { readonly folder: string },
): Promise<NetworkDeployment> {
  const { folder, network } = options
  const path = deploymentPath(folder, network.name)
  const existing = await findDeployment(path)
  const progress = fileProgress(join(folder, `${network.name}.progress.json`))
  const deployer = new Deployer({ ...options, factory: existing?.factory, progress })
  const plan = async () => {
    const planned = await deployer.plan()
    for (const { name, address } of planned.contracts ?? []) {
      const known = existing?.contracts[name]
      if (known !== undefined && known.address !== address) throw fail('DEPLOYMENT_EXISTS', { path, name })
    }
    return planned
  }
  return {
    path,
    plan,
    async run(onStep) {
      await plan()
      const deployment = withKnown(await deployer.run(onStep), existing)
      await writeDeployment(path, deployment)
      // Only now: until the outcome is written, the progress is all that tells of it.
      await deployer.finish()
      return deployment
    },
  }
}

/** Keeps what the earlier file knows of transactions that this run did not send. */
function withKnown(deployment: DeploymentFile, existing: DeploymentFile | undefined): DeploymentFile {
  const contracts = { ...deployment.contracts }
  for (const [name, found] of Object.entries(contracts)) {
    const known = existing?.contracts[name]
    const isSame = known?.address === found.address && known.blockNumber === found.blockNumber
    if (isSame && found.txHash === undefined) contracts[name] = known
  }
  return { ...deployment, contracts }
}
