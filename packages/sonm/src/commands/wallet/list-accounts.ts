import { checksumAddress } from '@sonm/model'
import { accountInUse, listAccounts } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import { warnExposed } from '../../home/private-file.ts'
import { table } from '../../output/print.ts'

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

export function accountsText(accounts: readonly ListedAccount[]): string {
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
