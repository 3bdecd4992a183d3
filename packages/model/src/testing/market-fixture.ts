import { type Address, keccak256, ZERO_ADDRESS, ZERO_BYTES32 } from '../identity/address.ts'
import { type Signer, signerFromPrivateKey } from '../identity/signer.ts'
import { MarketModel } from '../market/market-model.ts'
import { signOrder } from '../orders/eip712.ts'
import type { Order, SignedOrder } from '../orders/order.ts'
import { NO_BENCHMARKS } from '../resources/benchmarks.ts'

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

export const askOf = (changes: Partial<Order> = {}): Order => ({
  side: 'ask',
  author: hub.address,
  counterparty: ZERO_ADDRESS,
  matcher: ZERO_ADDRESS,
  nonce: 0n,
  epoch: 0n,
  expiresAtSeconds: START + 600n,
  durationSeconds: 0n,
  pricePerSecond: 10n,
  denomination: 'SNM',
  snmPerUsdCap: 0n,
  identityLevel: 1,
  netFlags: 0,
  bond: 0n,
  tag: ZERO_BYTES32,
  detailsHash: ZERO_BYTES32,
  benchmarks: NO_BENCHMARKS,
  ...changes,
})
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
