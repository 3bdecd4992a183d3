import type { Token, WalletChain } from '@sonm/chain'
import { type Address, ETHER, parseAddress, SNM } from '@sonm/model'

/** What can be paid in. */
export type Asset =
  | { readonly kind: 'ether'; readonly currency: typeof ETHER }
  | { readonly kind: 'snm'; readonly currency: Token }
  /** Any other ERC-20 token; what its currency says is the word of its contract. */
  | { readonly kind: 'token'; readonly currency: Token }

/**
 * Reads what the API calls an asset: empty or SNM, ETH, or the address of a token.
 * @throws ADDRESS_INVALID, TOKEN_INVALID
 */
export async function resolveAsset(text: string, wallet: Pick<WalletChain, 'token' | 'contracts'>): Promise<Asset> {
  const { snm } = wallet.contracts
  if (text === '' || text.toUpperCase() === SNM.symbol) return { kind: 'snm', currency: { ...SNM, address: snm } }
  if (text.toUpperCase() === ETHER.symbol) return { kind: 'ether', currency: ETHER }
  const address = parseAddress(text)
  if (address === snm) return { kind: 'snm', currency: { ...SNM, address: snm } }
  return { kind: 'token', currency: await wallet.token(address) }
}

export function addressOf(asset: Asset): Address | undefined {
  return asset.kind === 'ether' ? undefined : asset.currency.address
}
