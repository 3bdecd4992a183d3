import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { type DeploymentFile, findDeployment, networkByChainId, readDeployment } from '@sonm/chain/networks'
import { isCoded, systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { formatPeer, parsePeer } from '@sonm/network/peer'
import { Command } from 'commander'
import { deploymentFailure } from '../deploy/deployment-wrong.ts'
import { type EndpointOptions, endpointsOf } from '../deploy/endpoints.ts'
import { networkOfDeployment } from '../deploy/network-of-deployment.ts'
import { runningDevnet } from '../devnet/state-file.ts'
import { makePrivateFolder } from '../home/home.ts'
import { readNetworkFile, readWrittenNetwork, type WrittenNetwork, writeNetworkFile } from '../home/network-file.ts'
import { usedNetworkText } from '../output/deployment.ts'
import { terminal } from '../output/print.ts'
import { collected, FOLDER_HELP, folderOf } from './chain-deploy.ts'
import { confirm, homeOf, type OutputOptions, print, withExamples, withFormat, withHome } from './common.ts'

interface UseOptions extends EndpointOptions, OutputOptions {
  readonly folder?: string
  readonly marketplace?: readonly string[]
  readonly locator?: readonly string[]
  readonly relay?: readonly string[]
  readonly yes?: boolean
}

export function useCommand(): Command {
  const command = withFormat(withHome(new Command('use')))
    .argument('<deployment>', 'a network whose market is deployed, or the file of a deployment')
    .description('Make a deployed market the network of this home, for every role that starts in it.')
    .option(
      '--rpc-url <url>',
      'an endpoint of the chain; repeat it for more, in order of preference: of three, two must agree (default: $SONM_RPC_URL, or those that the home has)',
      collected,
    )
    .option('--marketplace <peer>', 'a marketplace, as 0xADDRESS@host:port; repeat it for more', collected)
    .option('--locator <peer>', 'a locator, as 0xADDRESS@host:port; repeat it for more', collected)
    .option(
      '--relay <peer>',
      'a relay, where hubs that cannot be dialled keep a place, as 0xADDRESS@host:port; repeat it for more',
      collected,
    )
    .option('--folder <folder>', FOLDER_HELP)
    .option('--yes', 'do not ask before another network file is replaced')
    .action(use)
  return withExamples(
    command,
    'sonm chain use dev',
    'sonm chain use sepolia --rpc-url https://rpc.example.org --locator 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359@locator.example.org:15020 --marketplace 0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB@market.example.org:15021',
    'sonm chain use ./deployments/base.json --rpc-url https://a.example --rpc-url https://b.example --rpc-url https://c.example',
  )
}

async function use(target: string, options: UseOptions): Promise<void> {
  const home = homeOf(options)
  const pid = runningDevnet(home)
  if (pid !== undefined) throw fail('DEVNET_RUNNING', { home: home.path, pid })
  const deployment = await deploymentOf(target, options)
  const network = networkByChainId(deployment.chainId)
  const readPeers = (texts: readonly string[] | undefined) => texts?.map((text) => formatPeer(parsePeer(text)))
  const { marketplace, locator, relay } = options
  const peers = { marketplaces: readPeers(marketplace), locators: readPeers(locator), relays: readPeers(relay) }
  const before = networkBefore(home.networkFile)
  const urls = endpointsOf(network, options)
  const settings = networkOfDeployment(deployment, urls, peers, before)
  // Roles trust these addresses with money: they must be what this program's own contracts are.
  const { verifyDeployment } = await import('@sonm/chain')
  await verifyDeployment(deployment, { url: urls, clock: systemClock }).catch((error: unknown) => {
    throw deploymentFailure(error, network)
  })
  if (existsSync(home.networkFile) && before?.contracts.market !== settings.contracts.market) {
    terminal.note(
      `${home.networkFile} is of another market${before ? `, ${before.name} (chain ${before.chainId})` : ''}.`,
    )
    await confirm(`Replace it by that of ${network.title}?`, options.yes)
  }
  makePrivateFolder(home.path)
  writeNetworkFile(home.networkFile, settings)
  // The endpoints' URLs, which may hold a secret, are not printed.
  const { rpcUrl: _, moreRpcUrls, ...rest } = readNetworkFile(home.networkFile)
  const used = { path: home.networkFile, endpoints: moreRpcUrls.length + 1, ...rest }
  print(options, used, () => usedNetworkText(used, network))
}

function deploymentOf(target: string, options: UseOptions): Promise<DeploymentFile> {
  return /[\\/]|\.json$/.test(target) ? readFile(target) : readDeployment(folderOf(options), target)
}

async function readFile(path: string): Promise<DeploymentFile> {
  const found = await findDeployment(path)
  if (found === undefined) throw fail('DEPLOYMENT_MISSING', { network: basename(path, '.json'), path })
  return found
}

/** What the home has now; undefined: nothing that can be read. */
function networkBefore(path: string): WrittenNetwork | undefined {
  try {
    return readWrittenNetwork(path)
  } catch (error) {
    if (isCoded(error, 'NETWORK_FILE_MISSING') || isCoded(error, 'NETWORK_FILE_INVALID')) return undefined
    throw error
  }
}
