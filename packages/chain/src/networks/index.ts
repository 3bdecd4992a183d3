export {
  contractsOf,
  DEPLOYMENTS_FOLDER,
  type DeploymentFile,
  deploymentPath,
  findDeployment,
  readDeployment,
} from './deployment.ts'
export { NETWORKS, type Network, networkByChainId, networkByName } from './networks.ts'
