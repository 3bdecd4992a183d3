import { checksumAddress } from '@sonm/model'
import { Command } from 'commander'
import { runningNode } from '../../api/node-api.ts'
import type { Account } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import { terminal } from '../../output/print.ts'
import { homeOf, type OutputOptions, print, withExamples, withOutput } from '../common.ts'

export function listCommand(): Command {
  return withExamples(withOutput(new Command('list')), 'sonm wallet list', 'sonm wallet list --out json')
    .description('The accounts of this home.')
    .action(async (options: OutputOptions) => {
      const { accountsText, listedAccounts } = await import('./list-accounts.ts')
      const home = homeOf(options)
      const running = await runningNode(home)
      const accounts = listedAccounts(home, terminal.note, running?.account)
      print(options, { accounts }, () => accountsText(accounts))
    })
}

export function useCommand(): Command {
  return withExamples(withOutput(new Command('use')), 'sonm wallet use savings', 'sonm wallet use node')
    .description('Choose the account that the node pays with, from its next start.')
    .argument('<name>', "which one, from `sonm wallet list`; the node's own name for the key that it made itself")
    .action(async (name: string, options: OutputOptions) => {
      const home = homeOf(options)
      const { findAccount, putInUse } = await import('../../home/accounts.ts')
      const account = findAccount(home, name)
      putInUse(home, account)
      const running = await runningNode(home)
      const isRunning = running !== undefined && running.account !== account.address
      print(
        options,
        { name, address: account.address && checksumAddress(account.address), isRestartNeeded: isRunning },
        () => useText(home, account, isRunning),
      )
    })
}

function useText(home: Home, { name, address, isOwnKey }: Account, isRestartNeeded: boolean): string {
  const named = home.nodeName === 'node' ? '' : ` --name ${home.nodeName}`
  const password = isOwnKey ? '' : ' It asks for the password then, or takes it by --password-file or --password-fd.'
  return [
    `The node pays as '${name}' (${address ? checksumAddress(address) : 'unknown'}) from its next start: \`sonm node start${named}\`.${password}`,
    ...(isRestartNeeded ? ['The one that runs now goes on with its old account until it is started again.'] : []),
  ].join('\n')
}
