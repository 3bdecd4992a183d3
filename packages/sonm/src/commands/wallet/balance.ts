import { type Address, checksumAddress, ETHER, findNamed, formatPayment, parseAddress, SNM } from '@sonm/model'
import { type Balances, BalancesSchema, type Token, TokenSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../../api/node-api.ts'
import type { Home } from '../../home/home.ts'
import { homeOf, type OutputOptions, printMessage, withExamples, withOutput } from '../common.ts'
import { currencyOf, worth } from './plan-text.ts'

export function balanceCommand(): Command {
  return withExamples(
    withOutput(new Command('balance')),
    'sonm wallet balance',
    'sonm wallet balance savings',
    'sonm wallet balance --token 0xdAC17F958D2ee523a2206206994597C13D831ec7',
    'sonm wallet balance 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --out json',
  )
    .description('What an account owns: in the wallet, and in the market.')
    .argument('[account]', "another account than the node's own: an address, an account of the home, or a contact")
    .option('--token <address>', 'what it holds of this ERC-20 token instead')
    .action(async (text: string | undefined, options: OutputOptions & { readonly token?: string }) => {
      const home = homeOf(options)
      const asset = options.token === undefined ? undefined : parseAddress(options.token)
      await withNode(home, async (api) => {
        const address = text === undefined ? '' : await accountAddress(home, api, text)
        if (asset !== undefined) {
          const found = await api.wallet.getToken({ asset, account: address })
          return printMessage(options, TokenSchema, found, () => tokenText(found))
        }
        const found = await api.wallet.getBalances({ address })
        printMessage(options, BalancesSchema, found, () => balancesText(found))
      })
    })
}

/** @throws ADDRESS_INVALID when it is neither an address nor a name that is known, INPUT_INVALID when it is the name of two */
export async function accountAddress(home: Home, api: Pick<NodeApi, 'wallet'>, text: string): Promise<string> {
  if (/^0x/i.test(text)) return parseAddress(text)
  const { namedAccounts } = await import('../../home/accounts.ts')
  const { contacts } = await api.wallet.listContacts({})
  const known = contacts.map(({ name, address }) => ({ name, address: address as Address }))
  return findNamed(text, [...namedAccounts(home), ...known])?.address ?? parseAddress(text)
}

/** What the token is called is the word of its contract, so the contract stands beside it. */
export function tokenText(token: Token): string {
  const { address, balance, symbol } = token
  const held = formatPayment(BigInt(balance), currencyOf(token), { exact: true })
  const rows = [`Holds  ${held}`, `token  ${checksumAddress(address as Address)}`]
  if (symbol === '') rows.push('! This token does not tell its name.')
  return rows.join('\n')
}

/** The market's contract keeps no sum of an account's locks, and a node follows the deals of its own account alone. */
const UNKNOWN_LOCKS = 'not known: this node keeps the deals of its own account alone'

export function balancesText(balances: Balances): string {
  const { address, ethWei, snmWei, marketFreeWei, marketLockedWei, prices } = balances
  const snm = (wei: string) => {
    const amount = BigInt(wei || '0')
    // To the last digit: what is withdrawn or paid is told so too.
    return `${formatPayment(amount, SNM, { exact: true })}${worth(amount, SNM, prices?.snm)}`
  }
  const ether = BigInt(ethWei)
  return [
    `Account ${checksumAddress(address as Address)}`,
    `  ether             ${formatPayment(ether, ETHER)}${worth(ether, ETHER, prices?.eth)}`,
    `  wallet            ${snm(snmWei)}`,
    `  market, free      ${snm(marketFreeWei)}`,
    `  market, in deals  ${marketLockedWei === '' ? UNKNOWN_LOCKS : snm(marketLockedWei)}`,
  ].join('\n')
}
