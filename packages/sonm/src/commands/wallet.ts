import { formatAmount, parseAddress, parseAmount } from '@sonm/model'
import { type Balances, BalancesSchema, type TransactionReceipt, TransactionReceiptSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { confirm, homeOf, type OutputOptions, printMessage, withExamples, withOutput } from './common.ts'

export function walletCommand(): Command {
  const balance = withExamples(
    withOutput(new Command('balance')),
    'sonm wallet balance',
    'sonm wallet balance 0x5aAe…eAed --out json',
  )
    .description('What an account owns: in the wallet, and in the market.')
    .argument('[address]', "another account than the node's own")
    .action(async (address: string | undefined, options: OutputOptions) => {
      const request = { address: address === undefined ? '' : parseAddress(address) }
      const found = await withNode(homeOf(options), (api) => api.wallet.getBalances(request))
      printMessage(options, BalancesSchema, found, () => balancesText(found))
    })
  const move = (
    name: 'deposit' | 'withdraw',
    description: string,
    question: string,
    examples: readonly string[],
    call: (api: NodeApi, amountWei: string) => Promise<TransactionReceipt>,
  ) =>
    withExamples(withOutput(new Command(name)), ...examples)
      .description(description)
      .argument('<amount>', 'such as "12.5 SNM"')
      .option('--yes', 'do not ask')
      .action(async (text: string, options: OutputOptions & { yes?: boolean }) => {
        const amountWei = parseAmount(text)
        await confirm(question.replace('%', formatAmount(amountWei, 'SNM')), options.yes)
        const receipt = await withNode(homeOf(options), (api) => call(api, amountWei.toString()))
        printReceipt(options, receipt)
      })
  const faucet = withExamples(withOutput(new Command('faucet')), 'sonm wallet faucet')
    .description('Ask for play money; on test networks only.')
    .action(async (options: OutputOptions) =>
      printReceipt(options, await withNode(homeOf(options), (api) => api.wallet.requestFaucet({}))),
    )
  const command = new Command('wallet').description("The node's account.")
  command.addCommand(balance)
  command.addCommand(
    move(
      'deposit',
      'Move SNM from the wallet into the market.',
      'Deposit % into the market?',
      ['sonm wallet deposit "12.5 SNM"', 'sonm wallet deposit "12.5 SNM" --yes'],
      (api, amountWei) => api.wallet.deposit({ amountWei }),
    ),
  )
  command.addCommand(
    move(
      'withdraw',
      'Move free SNM from the market into the wallet.',
      'Withdraw % from the market?',
      ['sonm wallet withdraw "3 SNM"', 'sonm wallet withdraw "3 SNM" --yes --out json'],
      (api, amountWei) => api.wallet.withdraw({ amountWei }),
    ),
  )
  command.addCommand(faucet)
  return withExamples(
    command,
    'sonm wallet balance',
    'sonm wallet deposit "12.5 SNM"',
    'sonm wallet withdraw "3 SNM" --yes',
    'sonm wallet faucet',
  )
}

function balancesText(balances: Balances): string {
  const snm = (wei: string) => formatAmount(BigInt(wei || '0'), 'SNM')
  return [
    `Account ${balances.address}`,
    `  ether             ${formatAmount(BigInt(balances.ethWei), 'SNM').replace('SNM', 'ETH')}`,
    `  wallet            ${snm(balances.snmWei)}`,
    `  market, free      ${snm(balances.marketFreeWei)}`,
    `  market, in deals  ${snm(balances.marketLockedWei)}`,
  ].join('\n')
}

function printReceipt(options: OutputOptions, receipt: TransactionReceipt): void {
  printMessage(
    options,
    TransactionReceiptSchema,
    receipt,
    () => `Done in block ${receipt.blockNumber}, transaction ${receipt.txHash}, ${receipt.gasUsed} gas.`,
  )
}
