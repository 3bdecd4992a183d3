import { DEPLOYMENTS_FOLDER, deploymentPath, findDeployment, NETWORKS, readDeployment } from '@sonm/chain/networks'
import { systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { Command } from 'commander'
import { deployerKey } from '../deploy/deployer-key.ts'
import { deploymentFailure } from '../deploy/deployment-wrong.ts'
import { type DesignOptions, readDesign } from '../deploy/design.ts'
import { chooseNetwork, type EndpointOptions } from '../deploy/endpoints.ts'
import { deploymentText, networksText, planText, verifiedText } from '../output/deployment.ts'
import { terminal } from '../output/print.ts'
import { barFor } from '../output/progress.ts'
import { confirm, homeOf, type OutputOptions, print, readCount, withExamples, withFormat, withHome } from './common.ts'
import { type PasswordOptions, passwordSource, withPassword } from './wallet/secret-options.ts'

interface ChainOptions extends EndpointOptions, OutputOptions {
  readonly folder?: string
}

interface DeployOptions extends ChainOptions, DesignOptions, PasswordOptions {
  readonly account?: string
  readonly keystore?: string
  readonly salt: string
  readonly maxFee?: string
  readonly confirmations?: string
  readonly yes?: boolean
}

export const FOLDER_HELP = 'where the files of deployments are (default: those that come with the program)'
export const folderOf = ({ folder = DEPLOYMENTS_FOLDER }: { readonly folder?: string }) => folder

export const collected = (value: string, earlier: readonly string[] = []) => [...earlier, value]

/** Which chain, by which endpoints, and where the files of its deployment are. */
function withChain(command: Command): Command {
  return withFormat(withHome(command))
    .option(
      '--network <name>',
      'a known network, see `sonm chain networks`; without it, the one that the endpoint serves',
    )
    .option(
      '--rpc-url <url>',
      'an endpoint of the chain; repeat it for more, in order of preference: of three, two must agree (default: $SONM_RPC_URL, or the network file of the home)',
      collected,
    )
    .option('--folder <folder>', FOLDER_HELP)
}

export function deployCommand(): Command {
  const command = withPassword(withChain(new Command('deploy')), 'the password of the key that pays')
    .description(
      'Put the contracts of a market on a chain, and read them back. After a failure, repeat it: it goes on.',
    )
    .option('--account <name>', 'the account of the home that pays, see `sonm wallet list`')
    .option('--keystore <file>', 'the key that pays (default on a development chain: the account that it is born with)')
    .option('--token <address>', 'an SNM that is on the chain already (default: one is made)')
    .option('--holder <address>', 'who gets the whole supply of SNM (default: the account that pays)')
    .option(
      '--validator <address[:level]>',
      'who certifies identities, up to level 2, 3 or 4; repeat it for more (default on test networks: the account that pays)',
      collected,
    )
    .option('--price-feed <address>', 'a Chainlink-compatible feed of USD for one SNM')
    .option(
      '--reporter <address>',
      'who reports the price where no feed is; repeat it for more (default on test networks: the account that pays)',
      collected,
    )
    .option('--no-prices', 'a market without prices in USD')
    .option('--price-max-age <duration>', 'how old a price may be', '1h')
    .option('--faucet', 'with a faucet (default on test networks)')
    .option('--no-faucet', 'without a faucet')
    .option('--faucet-amount <amount>', 'what the faucet gives', '100 SNM')
    .option('--faucet-interval <duration>', 'how long an account waits between two times', '1d')
    .option('--faucet-fund <amount>', 'how much SNM the faucet gets', '1000000 SNM')
    .option('--salt <text>', 'another text makes another set of the same contracts', 'SONM')
    .option('--max-fee <gwei>', "the most that is paid for a unit of gas (default: the network's)")
    .option('--confirmations <blocks>', "blocks until a transaction counts (default: the network's)")
    .option('--yes', 'do not ask')
    .action(deploy)
  return withExamples(
    command,
    'sonm chain deploy --network dev',
    'sonm chain deploy --network sepolia --rpc-url https://rpc.example.org --account savings',
    'sonm chain deploy --network base --token 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --validator 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359 --price-feed 0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB --keystore key.json --password-file password',
    'sonm chain deploy --rpc-url http://127.0.0.1:9545 --no-faucet --yes --out json',
  )
}

async function deploy(options: DeployOptions): Promise<void> {
  const { network, urls } = await chooseNetwork(options, systemClock)
  const deployer = await deployerKey(options, passwordSource(options), homeOf(options), network)
  const { openNetworkDeployment, saltOf } = await import('@sonm/chain')
  const deployment = await openNetworkDeployment({
    ...readDesign(options, deployer.address, network),
    url: urls,
    network,
    deployer,
    salt: saltOf(options.salt),
    clock: systemClock,
    folder: folderOf(options),
    pollIntervalMs: network.pollIntervalMs,
    receiptTimeoutMs: 600_000,
    confirmations: options.confirmations === undefined ? network.confirmations : readBlocks(options.confirmations),
    maxFeePerGasWei: options.maxFee === undefined ? network.maxFeePerGasWei : readGwei(options.maxFee),
  })
  const explained = (error: unknown) => {
    throw deploymentFailure(error, network, options)
  }
  const plan = await deployment.plan().catch(explained)
  if (plan.cost.gas > 0n) {
    const hosts = urls.map((url) => new URL(url).host).join(', ')
    terminal.note(planText(plan, network, deployer.address, hosts))
    await confirm(`Deploy it on ${network.title}, by ${hosts}?`, options.yes)
  }
  const bar = barFor(options, 'Deploying')
  const done = await deployment.run((name, at, all) => bar.update(at / all, name)).catch(explained)
  bar.update(1, 'done')
  bar.done()
  print(options, { ...done, path: deployment.path }, () => deploymentText(done, deployment.path, network))
}

export function verifyCommand(): Command {
  const command = withChain(new Command('verify'))
    .description('Read a deployment back from the chain: every code byte for byte, and how the contracts are wired.')
    .action(async (options: ChainOptions) => {
      const { network, urls } = await chooseNetwork(options, systemClock)
      const deployment = await readDeployment(folderOf(options), network.name)
      const { verifyDeployment } = await import('@sonm/chain')
      const verified = await verifyDeployment(deployment, { url: urls, clock: systemClock }).catch((error: unknown) => {
        throw deploymentFailure(error, network)
      })
      print(options, { network: network.name, contracts: verified }, () => verifiedText(verified, network))
    })
  return withExamples(
    command,
    'sonm chain verify --network dev',
    'sonm chain verify --network sepolia --rpc-url https://rpc.example.org --out json',
  )
}

export function networksCommand(): Command {
  const command = withFormat(new Command('networks'))
    .description('The networks that are known by name; any other is given by --rpc-url.')
    .option('--folder <folder>', FOLDER_HELP)
    .action(async (options: OutputOptions & { readonly folder?: string }) => {
      const networks = await Promise.all(
        NETWORKS.map(async (network) => ({
          ...network,
          deployed: (await findDeployment(deploymentPath(folderOf(options), network.name))) !== undefined,
        })),
      )
      print(options, networks, networksText)
    })
  return withExamples(command, 'sonm chain networks', 'sonm chain networks --out json')
}

/** Nobody pays so much. */
const GWEI_DIGITS_MOST = 6

/** @throws INPUT_INVALID */
function readGwei(text: string): bigint {
  const [, whole, part = ''] = text.match(/^(\d+)(?:\.(\d{1,9}))?$/) ?? []
  const wei = BigInt(whole ?? 0) * 10n ** 9n + BigInt(part.padEnd(9, '0'))
  if (whole === undefined || whole.length > GWEI_DIGITS_MOST || wei === 0n) {
    throw fail('INPUT_INVALID', { field: 'max-fee', reason: `'${text}' is no number of gwei, such as 30 or 0.5` })
  }
  return wei
}

const readBlocks = (text: string): number => (text === '0' ? 0 : readCount('confirmations', text))
