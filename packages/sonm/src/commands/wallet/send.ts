import { type Currency, ETHER, fail, parseAddress, parsePayment, parsePaymentLink, SNM } from '@sonm/model'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../../api/node-api.ts'
import { homeOf, withExamples } from '../common.ts'
import { type PayOptions, payAfterAsking, withPaying } from './pay.ts'
import { currencyOf } from './plan-text.ts'

interface SendOptions extends PayOptions {
  readonly token?: string
  readonly amount?: string
}

export function sendCommand(): Command {
  const command = withPaying(new Command('send'))
    .description('Pay somebody in SNM, Ether or another token.')
    .argument('<what>', 'an amount such as "5 SNM" or "0.1 ETH", or a payment link (ethereum:0x…)')
    .argument('[to]', 'an address, or the name of a contact or of an account of the home; a link has it already')
    .option('--token <address>', 'pay in this ERC-20 token instead')
    .option('--amount <amount>', 'of a payment link that names none')
    .action(async (what: string, to: string | undefined, options: SendOptions) => {
      await withNode(homeOf(options), async (api) => {
        const wish = await readWish(api, what, to, options)
        await payAfterAsking(api, { kind: 'send', ...wish }, options, (plan) =>
          api.wallet.send({ to: plan.to, asset: wish.asset, amount: plan.amount }),
        )
      })
    })
  return withExamples(
    command,
    'sonm wallet send "5 SNM" 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'sonm wallet send "0.1 ETH" alice --dry-run',
    'sonm wallet send 12.5 alice --token 0xdAC17F958D2ee523a2206206994597C13D831ec7',
    'sonm wallet send "ethereum:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed@31337?value=1e17" --yes',
  )
}

export interface SendWish {
  readonly to: string
  readonly asset: string
  readonly amount: string
}

/**
 * What shall be paid, and to whom, from the words of the command.
 * @throws MONEY_INVALID, ADDRESS_INVALID, PAYMENT_LINK_INVALID, PAYMENT_CHAIN_WRONG, TOKEN_INVALID, USAGE
 */
export async function readWish(
  api: Pick<NodeApi, 'wallet' | 'status'>,
  what: string,
  to: string | undefined,
  options: Pick<SendOptions, 'token' | 'amount'>,
): Promise<SendWish> {
  if (/^ethereum:/i.test(what)) return readLink(api, what, to, options)
  if (to === undefined)
    throw fail('USAGE', {
      reason: 'say whom to pay: an address, or the name of a contact or of an account of the home',
    })
  if (options.amount !== undefined)
    throw fail('USAGE', { reason: '--amount is for payment links; the amount stands first' })
  const [asset, currency] = await readCurrency(api, what, options.token)
  return { to, asset, amount: parsePayment(what, currency).toString() }
}

async function readCurrency(
  api: Pick<NodeApi, 'wallet'>,
  amount: string,
  token: string | undefined,
): Promise<readonly [asset: string, currency: Currency]> {
  if (token !== undefined) {
    const asset = parseAddress(token)
    return [asset, currencyOf(await api.wallet.getToken({ asset }))]
  }
  const sign = /^[\d.]+\s*([a-z]+)$/i.exec(amount.trim())?.[1]?.toUpperCase()
  if (sign !== undefined && sign !== SNM.symbol && sign !== ETHER.symbol) {
    throw fail('MONEY_INVALID', {
      text: amount.trim().slice(0, 60),
      reason: 'it must be in SNM or ETH, or in another token by --token',
    })
  }
  return /eth\s*$/i.test(amount) ? ['ETH', ETHER] : ['', SNM]
}

async function readLink(
  api: Pick<NodeApi, 'wallet' | 'status'>,
  text: string,
  to: string | undefined,
  options: Pick<SendOptions, 'token' | 'amount'>,
): Promise<SendWish> {
  if (to !== undefined || options.token !== undefined) {
    throw fail('USAGE', { reason: 'a payment link says whom to pay and in what; leave the rest out' })
  }
  const link = parsePaymentLink(text)
  const { chainId } = await api.status.getStatus({})
  if (link.chainId !== undefined && BigInt(link.chainId) !== chainId) {
    throw fail('PAYMENT_CHAIN_WRONG', { wanted: String(link.chainId), actual: chainId.toString() })
  }
  const asset = link.token ?? 'ETH'
  if (link.amount === 0n) throw fail('PAYMENT_LINK_INVALID', { reason: 'it asks for nothing' })
  if (link.amount !== undefined) {
    if (options.amount !== undefined) throw fail('USAGE', { reason: 'the link says how much; leave --amount out' })
    return { to: link.to, asset, amount: link.amount.toString() }
  }
  if (options.amount === undefined) throw fail('USAGE', { reason: 'the link does not say how much; give --amount' })
  const currency = currencyOf(await api.wallet.getToken({ asset }))
  return { to: link.to, asset, amount: parsePayment(options.amount, currency).toString() }
}
