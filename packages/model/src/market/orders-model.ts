import { isCoded } from '@sonm/common'
import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, toHex } from '../identity/address.ts'
import { recoverAddress } from '../identity/signer.ts'
import { orderDigest } from '../orders/eip712.ts'
import type { SignedOrder } from '../orders/order.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'
import type { MarketModelEvent } from './market-event.ts'

/** The part of the Market contract that knows what was signed, used and cancelled, and who deals with whom (Orders.sol). */
export class OrdersModel {
  readonly #domain: OrderDomain
  readonly #events: MarketModelEvent[]
  readonly #usedNonces = new Set<string>()
  readonly #epochs = new Map<Address, bigint>()
  readonly #blacklist = new Set<string>()

  constructor(domain: OrderDomain, events: MarketModelEvent[]) {
    this.#domain = domain
    this.#events = events
  }

  cancel(author: Address, nonces: readonly bigint[]): void {
    for (const nonce of nonces) {
      if (this.isNonceUsed(author, nonce)) continue
      this.use(author, nonce)
      this.#events.push({ kind: 'nonceCancelled', account: author, nonce })
    }
  }

  cancelAll(author: Address): void {
    const epoch = this.epochOf(author) + 1n
    this.#epochs.set(author, epoch)
    this.#events.push({ kind: 'epochAdvanced', account: author, epoch })
  }

  setBlacklisted(lister: Address, accounts: readonly Address[], listed: boolean): void {
    for (const account of accounts) {
      if (this.isBlacklisted(lister, account) === listed) continue
      if (listed) this.#blacklist.add(keyOf(lister, account))
      else this.#blacklist.delete(keyOf(lister, account))
      this.#events.push({ kind: 'blacklisted', lister, account, listed })
    }
  }

  /**
   * Whether an order can be used: it is of its author's epoch, unused, and signed by him. The signature alone counts, as in
   * the contract; `verifyOrder` asks more of an order before anybody offers it.
   * @returns its hash
   * @throws ORDER_EPOCH_WRONG, ORDER_TAKEN, SIGNATURE_INVALID
   */
  checkUsable({ order, signature }: SignedOrder): Hex {
    const { author, epoch, nonce } = order
    const currentEpoch = this.epochOf(author)
    if (epoch !== currentEpoch) {
      throw fail('ORDER_EPOCH_WRONG', { orderEpoch: String(epoch), currentEpoch: String(currentEpoch) })
    }
    if (this.isNonceUsed(author, nonce)) throw taken(author, nonce)
    const digest = orderDigest(this.#domain, order)
    if (signerOf(digest, signature) !== author) {
      throw fail('SIGNATURE_INVALID', { reason: "it is not the order's author's, for this market on this chain" })
    }
    return toHex(digest)
  }

  /** As `checkUsable` for both: where one account has signed both with one nonce, the first uses it up. */
  checkBothUsable(ask: SignedOrder, bid: SignedOrder): readonly [Hex, Hex] {
    const askHash = this.checkUsable(ask)
    const { author, nonce, epoch } = bid.order
    const same = author === ask.order.author && nonce === ask.order.nonce && epoch === ask.order.epoch
    if (same) throw taken(author, nonce)
    return [askHash, this.checkUsable(bid)]
  }

  use(author: Address, nonce: bigint): void {
    this.#usedNonces.add(keyOf(author, nonce))
  }

  /** Neither the buyer nor the supplier's hub or master has the other on his list. @throws PARTY_BLACKLISTED */
  checkBlacklists(buyer: Address, hub: Address, master: Address): void {
    const pairs: readonly (readonly [Address, Address])[] = [
      [buyer, hub],
      [buyer, master],
      [hub, buyer],
      [master, buyer],
    ]
    for (const [lister, account] of pairs) {
      if (this.isBlacklisted(lister, account)) throw fail('PARTY_BLACKLISTED', { lister, account })
    }
  }

  epochOf(author: Address): bigint {
    return this.#epochs.get(author) ?? 0n
  }

  isBlacklisted(lister: Address, account: Address): boolean {
    return this.#blacklist.has(keyOf(lister, account))
  }

  isNonceUsed(author: Address, nonce: bigint): boolean {
    return this.#usedNonces.has(keyOf(author, nonce))
  }

  copyFrom(other: OrdersModel): void {
    for (const key of other.#usedNonces) this.#usedNonces.add(key)
    for (const [author, epoch] of other.#epochs) this.#epochs.set(author, epoch)
    for (const pair of other.#blacklist) this.#blacklist.add(pair)
  }
}

const taken = (author: Address, nonce: bigint) => fail('ORDER_TAKEN', { author, nonce: String(nonce) })

const keyOf = (author: Address, other: bigint | Address) => `${author}:${other}`

function signerOf(digest: Uint8Array, signature: Hex): Address | undefined {
  try {
    return recoverAddress(digest, fromHex(signature))
  } catch (error) {
    if (!isCoded(error)) throw error
    return undefined
  }
}
