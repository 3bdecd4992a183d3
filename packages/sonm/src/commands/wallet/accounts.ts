import { checksumAddress } from '@sonm/model'
import { Command } from 'commander'
import { connectNodeApi, readNodeAccess } from '../../api/node-api.ts'
import { type Account, accountInUse, findAccount, listAccounts, putInUse } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import { warnExposed } from '../../home/private-file.ts'
import { table, terminal } from '../../output/print.ts'
import { homeOf, type OutputOptions, print, withExamples, withOutput } from '../common.ts'

export function listCommand(): Command {
  return withExamples(withOutput(new Command('list')), 'sonm wallet list', 'sonm wallet list --out json')
    .description('The accounts of this home.')
    .action(async (options: OutputOptions) => {
      const accounts = listedAccounts(homeOf(options), terminal.note)
      print(options, { accounts }, () => accountsText(accounts))
    })
}

export function useCommand(): Command {
  return withExamples(withOutput(new Command('use')), 'sonm wallet use savings', 'sonm wallet use node')
    .description('Choose the account that the node pays with, from its next start.')
    .argument('<name>', "which one, from `sonm wallet list`; the node's own name for the key that it made itself")
    .action(async (name: string, options: OutputOptions) => {
      const home = homeOf(options)
      const account = findAccount(home, name)
      putInUse(home, account)
      const isRunning = await runsAs(home).then((address) => address !== undefined && address !== account.address)
      print(
        options,
        { name, address: account.address && checksumAddress(account.address), isRestartNeeded: isRunning },
        () => useText(home, account, isRunning),
      )
    })
}

export interface ListedAccount {
  readonly name: string
  readonly address: string
  readonly isInUse: boolean
  /** A path of BIP-44, `key`, or `node` for a key that a daemon made. */
  readonly origin: string
  readonly file: string
}

export function listedAccounts(home: Home, note: (text: string) => void): readonly ListedAccount[] {
  const inUse = accountInUse(home, home.nodeName) ?? home.nodeName
  return listAccounts(home, note).map(({ name, address, derivationPath, isOwnKey, file }) => {
    warnExposed(file, note)
    return {
      name,
      address: address ? checksumAddress(address) : '',
      isInUse: name === inUse,
      origin: isOwnKey ? 'node' : (derivationPath ?? 'key'),
      file,
    }
  })
}

function accountsText(accounts: readonly ListedAccount[]): string {
  if (accounts.length === 0)
    return 'No accounts. `sonm wallet create <name>` makes one; a node makes its own at its first start.'
  const origins: Readonly<Record<string, string>> = { node: 'made by the node', key: 'a bare key' }
  const rows = accounts.map(({ name, address, isInUse, origin }) => [
    isInUse ? '*' : '',
    name,
    address,
    origins[origin] ?? origin,
  ])
  return `${table(['', 'NAME', 'ADDRESS', 'FROM'], rows)}\n* in use`
}

/** The account of the node that runs now; undefined: none runs. */
async function runsAs(home: Home): Promise<string | undefined> {
  try {
    return (await connectNodeApi(readNodeAccess(home)).status.getStatus({})).address
  } catch {
    return undefined
  }
}

function useText(home: Home, { name, address, isOwnKey }: Account, isRestartNeeded: boolean): string {
  const named = home.nodeName === 'node' ? '' : ` --name ${home.nodeName}`
  const password = isOwnKey ? '' : ' It asks for the password then, or takes it by --password-file or --password-fd.'
  return [
    `The node pays as '${name}' (${address ? checksumAddress(address) : 'unknown'}) from its next start: \`sonm node start${named}\`.${password}`,
    ...(isRestartNeeded ? ['The one that runs now goes on with its old account until it is started again.'] : []),
  ].join('\n')
}
