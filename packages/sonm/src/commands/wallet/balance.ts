import { type Address, checksumAddress, ETHER, formatPayment, parseAddress, SNM } from '@sonm/model'
import { type Balances, BalancesSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../../api/node-api.ts'
import type { Home } from '../../home/home.ts'
import { homeOf, type OutputOptions, printMessage, withExamples, withOutput } from '../common.ts'
import { worth } from './plan-text.ts'

export function balanceCommand(): Command {
  return withExamples(
    withOutput(new Command('balance')),
    'sonm wallet balance',
    'sonm wallet balance savings',
    'sonm wallet balance 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --out json',
  )
    .description('What an account owns: in the wallet, and in the market.')
    .argument('[account]', "another account than the node's own: an address, an account of the home, or a contact")
    .action(async (text: string | undefined, options: OutputOptions) => {
      const home = homeOf(options)
      await withNode(home, async (api) => {
        const address = text === undefined ? '' : await accountAddress(home, api, text)
        const found = await api.wallet.getBalances({ address })
        printMessage(options, BalancesSchema, found, () => balancesText(found))
      })
    })
}

/** @throws ADDRESS_INVALID when it is neither an address nor a name that is known */
export async function accountAddress(home: Home, api: Pick<NodeApi, 'wallet'>, text: string): Promise<string> {
  const { listAccounts } = await import('../../home/accounts.ts')
  const own = listAccounts(home, () => {}).find(({ name }) => name === text)
  if (own?.address) return own.address
  const { contacts } = await api.wallet.listContacts({})
  const contact = contacts.find(({ name }) => name.toLowerCase() === text.toLowerCase())
  return contact?.address ?? parseAddress(text)
}

/** The market's contract keeps no sum of an account's locks, and a node follows the deals of its own account alone. */
const UNKNOWN_LOCKS = 'not known: this node keeps the deals of its own account alone'

export function balancesText(balances: Balances): string {
  const { address, ethWei, snmWei, marketFreeWei, marketLockedWei, prices } = balances
  const snm = (wei: string) => {
    const amount = BigInt(wei || '0')
    return `${formatPayment(amount, SNM)}${worth(amount, SNM, prices?.snm)}`
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
