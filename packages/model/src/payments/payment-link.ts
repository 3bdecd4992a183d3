import { fail } from '../errors/catalog.ts'
import { type Address, checksumAddress, parseAddress } from '../identity/address.ts'

/** A plain payment, as a link of EIP-681 asks for it. */
export interface PaymentLink {
  /** Undefined: any chain. */
  readonly chainId: number | undefined
  readonly to: Address
  /** The contract of an ERC-20 token; undefined: Ether. */
  readonly token: Address | undefined
  /** In the smallest unit; undefined: the payer chooses. */
  readonly amount: bigint | undefined
}

/** Longer than any link that asks for a payment. */
const MAX_LENGTH = 500
const MAX_UINT256 = 2n ** 256n - 1n
/** Hints about fees: the wallet chooses its own. */
const FEE_HINTS = ['gas', 'gasLimit', 'gasPrice']

const invalid = (reason: string, cause?: unknown) => fail('PAYMENT_LINK_INVALID', { reason }, { cause })

/**
 * Reads a payment link: `ethereum:0x…@1?value=1e18`, `ethereum:0xTOKEN@1/transfer?address=0x…&uint256=5e18`. Whatever asks
 * for something other than a plain payment is refused.
 * @throws PAYMENT_LINK_INVALID
 */
export function parsePaymentLink(text: string): PaymentLink {
  if (text.length > MAX_LENGTH) throw invalid('it is too long')
  const match = /^ethereum:(?:pay-)?([^@/?]*)(?:@([^/?]*))?(?:\/([^?]*))?(?:\?(.*))?$/s.exec(text)
  if (!match) throw invalid('it does not begin with ethereum:')
  const [, target = '', chain, call, query = ''] = match
  const chainId = chain === undefined ? undefined : readChainId(chain)
  const parameters = readParameters(query)
  const one = (name: string) => {
    const value = parameters.get(name)
    parameters.delete(name)
    return value
  }
  for (const hint of FEE_HINTS) parameters.delete(hint)
  const value = one('value')
  if (call === undefined) {
    const amount = value === undefined ? undefined : readNumber('value', value)
    refuseOthers(parameters)
    return { chainId, to: readAddress('its address', target), token: undefined, amount }
  }
  if (call !== 'transfer') throw invalid('it calls a contract for something other than a transfer')
  if (value !== undefined && readNumber('value', value) !== 0n) throw invalid('it sends Ether along with a token')
  const to = readAddress('its address of the payee', one('address') ?? '')
  const amountText = one('uint256')
  const amount = amountText === undefined ? undefined : readNumber('uint256', amountText)
  refuseOthers(parameters)
  return { chainId, to, token: readAddress('its address of the token', target), amount }
}

/** The link that asks for this payment; the same text for the same payment. */
export function formatPaymentLink({ chainId, to, token, amount }: PaymentLink): string {
  const chain = chainId === undefined ? '' : `@${chainId}`
  if (token === undefined) {
    return `ethereum:${checksumAddress(to)}${chain}${amount === undefined ? '' : `?value=${amount}`}`
  }
  const sum = amount === undefined ? '' : `&uint256=${amount}`
  return `ethereum:${checksumAddress(token)}${chain}/transfer?address=${checksumAddress(to)}${sum}`
}

function readChainId(text: string): number {
  if (!/^[1-9][0-9]{0,15}$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw invalid('its chain is no positive whole number')
  }
  return Number(text)
}

function readAddress(what: string, text: string): Address {
  try {
    return parseAddress(text)
  } catch (cause) {
    const { data } = cause as { data?: { reason?: string } }
    throw invalid(`${what}: ${data?.reason ?? 'it cannot be read'}`, cause)
  }
}

function readParameters(query: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const part of query === '' ? [] : query.split('&')) {
    const [name = '', value, ...more] = part.split('=').map(decode)
    if (value === undefined || more.length > 0) throw invalid('one of its parameters is no name=value')
    // Which of the two would be paid is for no reader to guess.
    if (found.has(name)) throw invalid('one of its parameters stands there twice')
    found.set(name, value)
  }
  return found
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw invalid('it is not encoded as a link is', cause)
  }
}

function refuseOthers(parameters: ReadonlyMap<string, string>): void {
  if (parameters.size > 0) throw invalid('it has parameters that a plain payment does not have')
}

/** A whole number as EIP-681 writes it: 5, 5e18, 2.014e18. */
function readNumber(name: string, text: string): bigint {
  const match = /^\+?([0-9]{1,78})(?:\.([0-9]{1,78}))?(?:[eE]\+?([0-9]{1,2}))?$/.exec(text)
  if (!match) throw invalid(`${name} is no positive whole number`)
  const [, whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  const digits = fraction.replace(/0+$/, '')
  if (digits.length > exponent) throw invalid(`${name} is no whole number of the smallest unit`)
  const amount = BigInt(whole + digits) * 10n ** BigInt(exponent - digits.length)
  if (amount > MAX_UINT256) throw invalid(`${name} is more than any token can hold`)
  return amount
}
