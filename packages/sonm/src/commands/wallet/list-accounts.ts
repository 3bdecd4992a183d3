import { checksumAddress } from '@sonm/model'
import { accountInUse, listAccounts } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import { warnExposed } from '../../home/private-file.ts'
import { table } from '../../output/print.ts'

export interface ListedAccount {
  readonly name: string
  readonly address: string
  /** Of the node that runs now, else of its next start. */
  readonly isInUse: boolean
  /** Chosen, but the node that runs now still pays with another one. */
  readonly isInUseFromNextStart: boolean
  /** A path of BIP-44, `key`, or `node` for a key that a daemon made. */
  readonly origin: string
  readonly file: string
}

/** @param running the account of the node that runs now; undefined: none runs */
export function listedAccounts(home: Home, note: (text: string) => void, running?: string): readonly ListedAccount[] {
  const chosen = accountInUse(home, home.nodeName) ?? home.nodeName
  const accounts = listAccounts(home, note)
  const isUsed = running === undefined || accounts.some(({ name, address }) => name === chosen && address === running)
  return accounts.map(({ name, address, derivationPath, isOwnKey, file }) => {
    warnExposed(file, note)
    return {
      name,
      address: address ? checksumAddress(address) : '',
      isInUse: isUsed ? name === chosen : address === running,
      isInUseFromNextStart: !isUsed && name === chosen,
      origin: isOwnKey ? 'node' : (derivationPath ?? 'key'),
      file,
    }
  })
}

export function accountsText(accounts: readonly ListedAccount[]): string {
  if (accounts.length === 0)
    return 'No accounts. `sonm wallet create <name>` makes one; a node makes its own at its first start.'
  const origins: Readonly<Record<string, string>> = { node: 'made by the node', key: 'a bare key' }
  const rows = accounts.map(({ name, address, isInUse, isInUseFromNextStart, origin }) => [
    isInUse ? '*' : isInUseFromNextStart ? '>' : '',
    name,
    address,
    origins[origin] ?? origin,
  ])
  const marks = [
    '* in use',
    ...(accounts.some((account) => account.isInUseFromNextStart) ? ["> in use from the node's next start"] : []),
  ]
  return [table(['', 'NAME', 'ADDRESS', 'FROM'], rows), ...marks].join('\n')
}
