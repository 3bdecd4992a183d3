import type { MessageInitShape } from '@bufbuild/protobuf'
import { Topic } from '@sonm/common'
import {
  cancelSigner,
  fail,
  type Hex,
  orderHash,
  type SignedCancel,
  type SignedOrder,
  type Signer,
  signAttestation,
} from '@sonm/model'
import {
  cancelFromMessage,
  FederationService,
  MarketplaceService,
  MatchingService,
  type SignedOrderSchema,
  signedOrderToMessage,
} from '@sonm/protocol'
import type { World } from './world.ts'

/** An offer as it is sent. */
export interface ShownMessage {
  readonly order: MessageInitShape<typeof SignedOrderSchema>
  readonly orderHash: string
  readonly placedAtMs: bigint
  readonly reliability: number
  readonly identity: number
}

export type AnswerKind = 'search' | 'match' | 'stream' | 'order'

/** What a marketplace has, and what of it each kind of answer shows; what is not set is honest. */
export interface Holding {
  readonly held: Map<Hex, { readonly signed: SignedOrder; readonly placedAtMs: number }>
  readonly cancels: Map<Hex, SignedCancel>
  /** What is shown of what fits, in its order. */
  shows: (fitting: readonly SignedOrder[]) => readonly SignedOrder[]
  isTruncated: boolean
  /** What becomes of an answer before it is sent. */
  tells: (offers: readonly ShownMessage[], kind: AnswerKind) => readonly ShownMessage[]
  /** What it says to who asks for one order, and whether it has it; undefined: what is so. */
  denies: (hash: Hex) => boolean | undefined
  /** Whether it takes the cancels of authors. */
  takesCancels: boolean
  /** Questions why it left something out. */
  asked: number
}

/** A marketplace that holds orders, and answers every kind of question as an honest one unless it is told otherwise. */
export function addHoldingMarketplace(world: World, key: Signer) {
  const { domain, clock, network } = world
  const changes = new Topic<'held'>()
  const holding: Holding = {
    held: new Map(),
    cancels: new Map(),
    shows: (fitting) => fitting,
    isTruncated: false,
    tells: (offers) => offers,
    denies: () => undefined,
    takesCancels: true,
    asked: 0,
  }
  const hashOf = ({ order }: SignedOrder) => orderHash(domain, order)
  const offerOf = (signed: SignedOrder): ShownMessage => ({
    order: signedOrderToMessage(signed),
    orderHash: hashOf(signed),
    placedAtMs: BigInt(holding.held.get(hashOf(signed))?.placedAtMs ?? 0),
    reliability: 9_500,
    identity: 1,
  })
  const best = (side: 'ask' | 'bid') =>
    [...holding.held.values()]
      .map(({ signed }) => signed)
      .filter(({ order }) => order.side === side && Number(order.expiresAtSeconds) >= clock.nowMs() / 1000 + 5)
      .sort((a, b) => Number(a.order.pricePerSecond - b.order.pricePerSecond) * (side === 'ask' ? 1 : -1))
  const shown = (side: 'ask' | 'bid', limit: number, kind: AnswerKind) => [
    ...holding.tells(holding.shows(best(side)).slice(0, limit).map(offerOf), kind),
  ]
  const isHeld = (hash: Hex) => {
    const signed = holding.held.get(hash)?.signed
    return signed !== undefined && Number(signed.order.expiresAtSeconds) >= clock.nowMs() / 1000
  }
  async function* stream(side: 'ask' | 'bid', limit: number, signal: AbortSignal) {
    let told: readonly string[] = []
    for (let sequence = 1n; !signal.aborted; sequence++) {
      const changed = changes.next('held', signal)
      const now = shown(side, limit, 'stream')
      const hashes = now.map((offer) => offer.orderHash)
      const entered = now.filter((offer) => !told.includes(offer.orderHash))
      const left = told.filter((hash) => !hashes.includes(hash as Hex))
      told = hashes
      yield { sequence, reset: sequence === 1n, entered, left, truncated: holding.isTruncated }
      await changed.catch(() => {})
    }
  }
  network.add(key.address, (router) => {
    router.service(MarketplaceService, {
      placeOrder: (message) => ({ orderHash: message.signature }),
      search: ({ query, limit }) => ({
        offers: query.includes('hub=') ? best('ask').map(offerOf) : shown('ask', limit, 'search'),
        truncated: holding.isTruncated,
      }),
      getOrder({ orderHash: wanted }) {
        const found = holding.held.get(wanted as Hex)
        if (!found || !isHeld(wanted as Hex) || holding.denies(wanted as Hex))
          throw fail('ORDER_NOT_FOUND', { orderHash: wanted })
        return holding.tells([offerOf(found.signed)], 'order')[0]!
      },
      cancelOrder(message) {
        const cancel = cancelFromMessage(message)
        const signed = holding.held.get(cancel.orderHash)?.signed
        const isItsAuthors = !signed || cancelSigner(domain, cancel) === signed.order.author
        if (holding.takesCancels && isItsAuthors) take(cancel)
        return {}
      },
    })
    router.service(FederationService, {
      async attestOrders({ orderHashes }) {
        holding.asked++
        const orders = (orderHashes as Hex[]).map((hash) => ({
          orderHash: hash,
          held: holding.denies(hash) === undefined ? isHeld(hash) : !holding.denies(hash),
        }))
        const { atMs, signature } = await signAttestation(domain, key, { atMs: BigInt(clock.nowMs()), orders })
        const cancelled = orders.flatMap(({ orderHash: hash }) => holding.cancels.get(hash) ?? [])
        return { atMs, signature, held: orders.map(({ held }) => held), cancelled }
      },
    })
    router.service(MatchingService, {
      match: ({ order, limit }) => ({
        offers: shown(order!.order!.side === 2 ? 'ask' : 'bid', limit, 'match'),
        truncated: holding.isTruncated,
      }),
      watchMatches: ({ limit }, { signal }) => stream('ask', limit, signal),
      watchBook: ({ side, depth }, { signal }) => stream(side === 2 ? 'bid' : 'ask', depth, signal),
    })
  })
  /** A cancel that comes before its order keeps it out. */
  const take = (cancel: SignedCancel) => {
    holding.held.delete(cancel.orderHash)
    holding.cancels.set(cancel.orderHash, cancel)
    changes.changed('held')
  }
  return {
    holding,
    take,
    put(...orders: readonly SignedOrder[]) {
      for (const signed of orders) {
        const hash = hashOf(signed)
        if (!holding.cancels.has(hash) && !holding.held.has(hash))
          holding.held.set(hash, { signed, placedAtMs: clock.nowMs() })
      }
      changes.changed('held')
    },
    drop(...orders: readonly SignedOrder[]) {
      for (const signed of orders) holding.held.delete(hashOf(signed))
      changes.changed('held')
    },
    changed: () => changes.changed('held'),
  }
}
