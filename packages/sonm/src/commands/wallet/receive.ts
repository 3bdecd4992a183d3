import { type Address, checksumAddress, ETHER, formatPaymentLink, parseAddress, parsePayment, SNM } from '@sonm/model'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../../api/node-api.ts'
import { homeOf, type OutputOptions, print, withExamples, withOutput } from '../common.ts'
import { currencyOf } from './plan-text.ts'

interface ReceiveOptions extends OutputOptions {
  readonly token?: string
  readonly qr: boolean
}

export function receiveCommand(): Command {
  const command = withOutput(new Command('receive'))
    .description('Show where to be paid: the address, a payment link, and both as a picture to scan.')
    .argument('[amount]', 'how much to ask for, such as "5 SNM" or "0.1 ETH"')
    .option('--token <address>', 'ask for this ERC-20 token instead')
    .option('--no-qr', 'leave the picture out')
    .action(async (amount: string | undefined, options: ReceiveOptions) => {
      const request = await withNode(homeOf(options), (api) => receiveRequest(api, amount, options.token))
      const { default: encodeQR } = await import('qr')
      const picture = options.qr ? encodeQR(request.link, 'ascii').trimEnd() : undefined
      print(options, request, () => requestText(request, picture))
    })
  return withExamples(
    command,
    'sonm wallet receive',
    'sonm wallet receive "5 SNM"',
    'sonm wallet receive "0.1 ETH" --no-qr --out json',
  )
}

export interface ReceiveRequest {
  readonly address: string
  /** EIP-681. */
  readonly link: string
}

/** @throws MONEY_INVALID, ADDRESS_INVALID, TOKEN_INVALID */
export async function receiveRequest(
  api: Pick<NodeApi, 'status' | 'wallet'>,
  amountText: string | undefined,
  tokenText: string | undefined,
): Promise<ReceiveRequest> {
  const { address, chainId, snmContract } = await api.status.getStatus({})
  const isEther = tokenText === undefined && (amountText === undefined || /eth\s*$/i.test(amountText))
  const token = isEther ? undefined : tokenText === undefined ? (snmContract as Address) : parseAddress(tokenText)
  const currency = isEther
    ? ETHER
    : tokenText === undefined
      ? SNM
      : currencyOf(await api.wallet.getToken({ asset: token! }))
  const amount = amountText === undefined ? undefined : parsePayment(amountText, currency)
  const link = formatPaymentLink({ chainId: Number(chainId), to: address as Address, token, amount })
  return { address: checksumAddress(address as Address), link }
}

function requestText({ address, link }: ReceiveRequest, picture: string | undefined): string {
  return [`Address  ${address}`, `Link     ${link}`, ...(picture === undefined ? [] : [picture])].join('\n')
}
