import { ETHER, SNM } from '@sonm/model'
import type { Asset } from './assets.ts'

/** What the payer should know before he agrees, as sentences. */
export function warningsOf(payment: {
  readonly isSend: boolean
  readonly isOwn: boolean
  readonly isContract: boolean
  readonly asset: Asset
  /** The development chain gives the account Ether first. */
  readonly isGivenEther: boolean
  readonly etherLeftWei: bigint
  readonly maxFeeWei: bigint
}): string[] {
  const { isSend, isOwn, isContract, isGivenEther, asset, etherLeftWei, maxFeeWei } = payment
  const warnings: string[] = []
  if (asset.kind === 'token') {
    const { symbol, address } = asset.currency
    if ([SNM.symbol, ETHER.symbol].includes(symbol.toUpperCase())) {
      warnings.push(`This token calls itself ${symbol}, but it is neither the SNM of this network nor Ether.`)
    } else if (symbol === '') warnings.push('This token does not tell its name.')
    warnings.push(`What the token is called is the word of its contract ${address} alone.`)
  }
  if (isSend && isOwn) warnings.push('This is your own account: nothing but the fee would be spent.')
  if (isContract) {
    warnings.push('A contract stands at this address: make sure that it can give on what it gets, or it is lost.')
  }
  if (isGivenEther)
    warnings.push('There is too little Ether for the fee; this development chain gives the account 1 ETH first.')
  else if (etherLeftWei < maxFeeWei) warnings.push('What is left of the Ether may not pay for another transaction.')
  return warnings
}
