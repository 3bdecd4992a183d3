import { createClient } from '@connectrpc/connect'
import { type Clock, isCoded, type Logger, messageOf } from '@sonm/common'
import type { Address, Hex, OrderDomain, SignedCancel } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { type Answer, type Checked, type Fault, faultOf, shortHash } from './compare-marketplaces.ts'
import { inTime } from './in-time.ts'
import type { KnownCancels } from './known-cancels.ts'
import { shownOffer } from './shown-offer.ts'
import { isRefusal } from './unreachable.ts'

/** Of one answer: each takes two questions. */
const MOST_TOLD = 5
const TIMEOUT_MS = 3_000

export interface TellOfCancelsParts {
  readonly network: Network
  readonly domain: OrderDomain
  readonly cancels: KnownCancels
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Who shows what its author has cancelled may not have heard of it: he is shown the cancel, which convinces everybody. Whoever shows the order
 * after that replays it.
 */
export async function tellOfCancels(
  answers: readonly Answer<Checked>[],
  parts: TellOfCancelsParts,
): Promise<readonly Fault[]> {
  const { cancels, clock } = parts
  const faults: Fault[] = []
  const told = answers.map(async ({ marketplace, offers }) => {
    const hashes = new Set(offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed.hash])))
    const due = [...hashes].flatMap((hash) => (cancels.isTaken(marketplace, hash) ? [] : (cancels.of(hash) ?? [])))
    const tellOne = async (cancel: SignedCancel) => faults.push(...(await tell(marketplace, cancel, parts)))
    await Promise.all(due.slice(0, MOST_TOLD).map(tellOne))
  })
  await inTime(clock, TIMEOUT_MS, Promise.all(told))
  return [...faults]
}

async function tell(
  marketplace: Address,
  cancel: SignedCancel,
  { network, domain, cancels, logger }: TellOfCancelsParts,
): Promise<readonly Fault[]> {
  const { orderHash } = cancel
  const client = createClient(MarketplaceService, network.rpc(marketplace))
  try {
    await client.cancelOrder(cancel, { timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
      // There is nothing wrong with it: who says so has seen it.
      if (!isRefusal(error)) throw error
    })
    cancels.taken(marketplace, orderHash)
    const { signed } = shownOffer(domain, await client.getOrder({ orderHash }, { timeoutMs: TIMEOUT_MS }))
    return 'forged' in signed || signed.hash !== orderHash ? [] : [replays(marketplace, orderHash)]
  } catch (error) {
    if (!isCoded(error, 'ORDER_NOT_FOUND')) {
      logger.debug({ marketplace, reason: messageOf(error) }, 'a marketplace does not take the cancel of an order')
    }
    return []
  }
}

function replays(marketplace: Address, orderHash: Hex): Fault {
  const reason = `its author has cancelled ${shortHash(orderHash)}, it was shown the cancel, and shows the order still`
  return faultOf(marketplace, 'MARKETPLACE_REPLAYS', reason)
}
