import { parsePayment, SNM } from '@sonm/model'
import type { TransactionReceipt } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../../api/node-api.ts'
import { homeOf, withExamples } from '../common.ts'
import { type PayOptions, payAfterAsking, withPaying } from './pay.ts'

/** Money between the wallet and its own balance in the market. */
function moveCommand(
  kind: 'deposit' | 'withdraw',
  description: string,
  move: (api: NodeApi, amountWei: string) => Promise<TransactionReceipt>,
  ...examples: readonly string[]
): Command {
  return withExamples(withPaying(new Command(kind)), ...examples)
    .description(description)
    .argument('<amount>', 'such as "12.5 SNM"')
    .action(async (text: string, options: PayOptions) => {
      const amount = parsePayment(text, SNM).toString()
      await withNode(homeOf(options), (api) => payAfterAsking(api, { kind, amount }, options, () => move(api, amount)))
    })
}

export function depositCommand(): Command {
  return moveCommand(
    'deposit',
    'Move SNM from the wallet into the market.',
    (api, amountWei) => api.wallet.deposit({ amountWei }),
    'sonm wallet deposit "12.5 SNM"',
    'sonm wallet deposit "12.5 SNM" --yes',
  )
}

export function withdrawCommand(): Command {
  return moveCommand(
    'withdraw',
    'Move free SNM from the market into the wallet.',
    (api, amountWei) => api.wallet.withdraw({ amountWei }),
    'sonm wallet withdraw "3 SNM" --dry-run',
    'sonm wallet withdraw "3 SNM" --yes --out json',
  )
}

export function faucetCommand(): Command {
  return withExamples(withPaying(new Command('faucet')), 'sonm wallet faucet', 'sonm wallet faucet --yes')
    .description('Ask for play money; on test networks only. Asking is a transaction, which costs a fee.')
    .action(async (options: PayOptions) => {
      await withNode(homeOf(options), (api) =>
        payAfterAsking(api, { kind: 'faucet' }, options, () => api.wallet.requestFaucet({})),
      )
    })
}
