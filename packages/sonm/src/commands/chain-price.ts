import type { FullChainClient } from '@sonm/chain'
import { networkByChainId } from '@sonm/chain/networks'
import { systemClock, systemRandom } from '@sonm/common'
import { type Currency, fail, formatPayment, parsePayment, type Signer, signerFromPrivateKey } from '@sonm/model'
import { Command } from 'commander'
import { deployerKey } from '../deploy/deployer-key.ts'
import { isDevnetHome } from '../devnet/state-file.ts'
import type { Home } from '../home/home.ts'
import { roleSigner } from '../home/keys.ts'
import { type NetworkFile, readNetworkFile } from '../home/network-file.ts'
import { feedText, type PriceView, reportText } from '../output/price.ts'
import { terminal } from '../output/print.ts'
import { confirm, homeOf, now, type OutputOptions, print, withExamples, withFormat, withHome } from './common.ts'
import { type PasswordOptions, passwordSource, withPassword } from './wallet/secret-options.ts'

interface PriceOptions extends OutputOptions, PasswordOptions {
  readonly report?: string
  readonly account?: string
  readonly keystore?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** In what the oracle counts. */
const USD: Currency = { symbol: 'USD', decimals: 8 }

export function priceCommand(): Command {
  const command = withPassword(withFormat(withHome(new Command('price'))), 'the password of the key that reports')
    .description('Show what the market of this home takes 1 SNM to be worth, and since when; or report it.')
    .option('--report <price>', 'as a reporter: USD for 1 SNM, such as 0.05')
    .option('--account <name>', 'the account of the home that reports, see `sonm wallet list`')
    .option('--keystore <file>', 'the key that reports (default on a local network: the one that deployed it)')
    .option('--dry-run', 'say what would be reported and what it costs, and stop')
    .option('--yes', 'do not ask')
    .action((options: PriceOptions) => (options.report === undefined ? show(options) : report(options, options.report)))
  return withExamples(
    command,
    'sonm chain price',
    'sonm chain price --report 0.05',
    'sonm chain price --report 0.05 --account reporter --yes --out json',
  )
}

async function show(options: PriceOptions): Promise<void> {
  // Whoever only reads signs nothing, and any key will do.
  const chain = await clientOf(
    readNetworkFile(homeOf(options).networkFile),
    signerFromPrivateKey(systemRandom.bytes(32)),
  )
  print(options, await viewOf(chain), feedText)
}

async function viewOf(chain: FullChainClient): Promise<PriceView> {
  const { settlement } = chain
  const [feed, snmPerUsd, block] = await Promise.all([settlement.priceFeed(), settlement.snmPerUsd(), chain.latest()])
  if (feed === undefined) throw fail('NETWORK_PART_MISSING', { part: 'price feed' })
  const { answer } = feed
  // The chain's time counts, but a chain that mines only when it has something to do falls behind.
  const nowSeconds = [now(), block.timestampSeconds].reduce((a, b) => (a > b ? a : b))
  const ageSeconds = answer && nowSeconds - answer.updatedAtSeconds
  return { ...feed, isUsable: snmPerUsd !== undefined, ...(ageSeconds !== undefined && { ageSeconds }) }
}

async function report(options: PriceOptions, text: string): Promise<void> {
  const usdPerSnm = parsePayment(text, USD)
  const home = homeOf(options)
  const network = readNetworkFile(home.networkFile)
  const chain = await clientOf(network, await reporterKey(options, home, network))
  const [before, fee] = await Promise.all([viewOf(chain), chain.oracle.quoteReport(usdPerSnm)])
  const plan = { usdPerSnm: formatPayment(usdPerSnm, USD, { exact: true }), reporter: chain.account, ...fee }
  const planned = `${feedText(before)}\n${reportText(plan)}`
  if (options.dryRun) return print(options, plan, () => planned)
  terminal.note(planned)
  await confirm(`Report ${plan.usdPerSnm} for 1 SNM?`, options.yes)
  const receipt = await chain.oracle.report(usdPerSnm)
  const after = await viewOf(chain)
  print(options, { ...receipt, price: after }, () => feedText(after))
}

async function reporterKey(options: PriceOptions, home: Home, { chainId }: NetworkFile): Promise<Signer> {
  const isGiven = options.account !== undefined || options.keystore !== undefined
  if (!isGiven && isDevnetHome(home)) return roleSigner(home, 'chain')
  const network = networkByChainId(chainId)
  if (!isGiven && network.name !== 'dev') {
    throw fail('USAGE', { reason: 'give the key of a reporter, with --account or --keystore' })
  }
  return deployerKey(options, passwordSource(options), home, network)
}

async function clientOf(network: NetworkFile, signer: Signer): Promise<FullChainClient> {
  const { createChainClient } = await import('@sonm/chain')
  const { rpcUrl, moreRpcUrls, chainId: expectedChainId, contracts, confirmations, maxFeePerGasWei } = network
  const url = [rpcUrl, ...moreRpcUrls]
  return createChainClient({
    ...{ url, expectedChainId, contracts, signer, confirmations, maxFeePerGasWei },
    clock: systemClock,
  })
}
