import type { DeploymentFile, DeploymentPlan, Network, VerifiedContract } from '@sonm/chain'
import { type Address, formatAmount } from '@sonm/model'
import type { NetworkFile } from '../home/network-file.ts'
import { table } from './print.ts'

/** What a deployment will do, and what it costs, before anybody is asked. @param hosts of the endpoints; their URLs may hold a secret */
export function planText(plan: DeploymentPlan, network: Network, deployer: Address, hosts: string): string {
  const { contracts, cost } = plan
  const rows = contracts?.map(({ name, address, isThere }) => [name, address, isThere ? 'is there' : 'will be made'])
  return [
    `A market on ${network.title} (chain ${network.chainId}) by ${hosts}, paid for by ${deployer}:`,
    rows === undefined
      ? 'This chain has no factory for contracts yet. It is made first, and decides the addresses of the others.'
      : table(['CONTRACT', 'ADDRESS', ''], rows),
    `Cost: about ${inEther(cost.likelyWei)} at the fees of the moment, ${inEther(cost.mostWei)} at most (${cost.gas} gas).`,
  ].join('\n')
}

function inEther(wei: bigint): string {
  return formatAmount(wei, 'SNM').replace('SNM', 'ETH')
}

export function deploymentText(deployment: DeploymentFile, path: string, network: Network): string {
  const rows = Object.entries(deployment.contracts).map(([name, { address, blockNumber }]) => [
    name,
    network.explorer === undefined ? address : `${network.explorer}/address/${address}`,
    String(blockNumber),
  ])
  return [
    `The market stands on ${network.title}, and reads back as it was compiled. It is written down in ${path}.`,
    table(['CONTRACT', 'ADDRESS', 'BLOCK'], rows, ['BLOCK']),
  ].join('\n')
}

export function verifiedText(verified: readonly VerifiedContract[], { title }: Network): string {
  const rows = verified.map(({ name, address, codeHash }) => [name, address, codeHash])
  return [
    `The market on ${title} reads back as this program was compiled:`,
    table(['CONTRACT', 'ADDRESS', 'CODE'], rows),
  ].join('\n')
}

export function networksText(networks: readonly (Network & { readonly deployed: boolean })[]): string {
  const rows = networks.map(({ name, title, chainId, isTest, confirmations, maxFeePerGasWei, deployed }) => [
    name,
    title,
    String(chainId),
    isTest ? 'test' : 'main',
    String(confirmations),
    `${maxFeePerGasWei / 10n ** 9n} gwei`,
    deployed ? 'yes' : 'no',
  ])
  return table(['NETWORK', 'WHAT', 'CHAIN', 'KIND', 'CONFIRMATIONS', 'FEE CAP', 'MARKET'], rows, [
    'CHAIN',
    'CONFIRMATIONS',
  ])
}

/** What a home uses from now on, and what it lacks. */
export function usedNetworkText(
  used: Pick<NetworkFile, 'marketplaces' | 'locators' | 'relays' | 'confirmations' | 'maxFeePerGasWei'> & {
    readonly path: string
    readonly endpoints: number
  },
  { title }: Network,
): string {
  const { path, endpoints, confirmations, maxFeePerGasWei } = used
  const [marketplaces, locators, relays] = [used.marketplaces.length, used.locators.length, used.relays.length]
  const lacking = [...(marketplaces === 0 ? ['marketplaces'] : []), ...(locators === 0 ? ['locators'] : [])].join(
    ' and no ',
  )
  return [
    `The roles of this home use the market on ${title} from their next start on (${path}).`,
    table(
      ['ENDPOINTS', 'CONFIRMATIONS', 'FEE CAP', 'MARKETPLACES', 'LOCATORS', 'RELAYS'],
      [[endpoints, confirmations, `${maxFeePerGasWei / 10n ** 9n} gwei`, marketplaces, locators, relays].map(String)],
    ),
    ...(lacking === ''
      ? []
      : [`It names no ${lacking}: give them with the same command, or write them into the file.`]),
    ...(endpoints < 3 ? ['With three endpoints no single one can lie about money: repeat --rpc-url.'] : []),
  ].join('\n')
}
