import { type Address, keccak256 } from '../identity/address.ts'
import { type Signer, signerFromPrivateKey } from '../identity/signer.ts'
import { MarketModel } from '../market/market-model.ts'
import { signOrder } from '../orders/eip712.ts'
import type { Order, SignedOrder } from '../orders/order.ts'
import { sampleOrder } from './sample-order.ts'

/** People, orders and a market with one supplier and one buyer, for tests of the reference model. */

export const domain = { chainId: 31337, market: `0x${'4d'.repeat(20)}` } as const
const key = (name: string): Signer => signerFromPrivateKey(keccak256(new TextEncoder().encode(name)))
export const [hub, otherHub, master, buyer, otherBuyer] = ['hub', 'hub2', 'master', 'buyer', 'buyer2'].map(key) as [
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
]
export const START = 1_000_000n
export const at = (sender: Signer | Address, nowSeconds = START) => ({
  sender: typeof sender === 'string' ? sender : sender.address,
  nowSeconds,
})

export const askOf = (changes: Partial<Order> = {}): Order =>
  sampleOrder({ author: hub.address, expiresAtSeconds: START + 600n, ...changes })
export const signed = (changes: Partial<Order> = {}, by = hub): Promise<SignedOrder> =>
  signOrder(domain, by, askOf({ author: by.address, ...changes }), '')
export const signedBid = (changes: Partial<Order> = {}, by = buyer): Promise<SignedOrder> =>
  signed({ side: 'bid', ...changes }, by)

/** The buyer has 500,000 wei in his wallet and as many in the market; the hub sells for the master. */
export function openMarket(): MarketModel {
  const market = new MarketModel(domain)
  market.mint(buyer.address, 1_000_000n)
  market.deposit(at(buyer), 500_000n)
  market.announceMaster(at(hub), master.address)
  market.confirmHub(at(master), hub.address)
  return market
}
