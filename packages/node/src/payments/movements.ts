import type { MarketEvent, TokenTransfer } from '@sonm/chain'
import type { Address, Deal, Hex, KnownContracts } from '@sonm/model'

export type MovementKind = 'received' | 'sent' | 'deposit' | 'withdrawal' | 'faucet' | 'payment' | 'earning'

/** SNM that came to an account or left it, in the wallet or in the market. */
export interface SnmMovement {
  readonly kind: MovementKind
  readonly amountWei: bigint
  /** undefined: the account itself. */
  readonly counterparty: Address | undefined
  readonly dealId: bigint
  readonly blockNumber: bigint
  readonly logIndex: number
  readonly txHash: Hex
  readonly timestampSeconds: bigint
}

/** Who pays and who is paid. */
export type DealParties = Pick<Deal, 'buyer' | 'master'>

/**
 * What some blocks say of one account: the market's events tell of deposits, withdrawals and deals, the token's of the rest.
 * A deposit is in both, and is told once.
 * @param partiesOf the two of a deal; undefined: it is of others
 */
export function movementsOf(
  account: Address,
  events: readonly MarketEvent[],
  transfers: readonly TokenTransfer[],
  contracts: KnownContracts,
  partiesOf: (dealId: bigint) => DealParties | undefined,
): readonly SnmMovement[] {
  const ofMarket = events.flatMap((event) => ofEvent(account, event, partiesOf) ?? [])
  const ofToken = transfers.flatMap((transfer) => ofTransfer(account, transfer, events, contracts) ?? [])
  return [...ofMarket, ...ofToken].sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
}

function ofEvent(
  account: Address,
  event: MarketEvent,
  partiesOf: (dealId: bigint) => DealParties | undefined,
): SnmMovement | undefined {
  const { blockNumber, logIndex, txHash, timestampSeconds } = event
  const movement = (kind: MovementKind, amountWei: bigint, counterparty?: Address, dealId = 0n): SnmMovement => {
    return { kind, amountWei, counterparty, dealId, blockNumber, logIndex, txHash, timestampSeconds }
  }
  switch (event.kind) {
    case 'deposited':
      return event.account === account ? movement('deposit', event.amountWei) : undefined
    case 'withdrawn':
      return event.account === account ? movement('withdrawal', event.amountWei) : undefined
    case 'dealBilled':
    case 'dealAmended':
    case 'dealClosed': {
      const parties = event.paidWei === 0n ? undefined : partiesOf(event.dealId)
      if (parties?.buyer === account) return movement('payment', event.paidWei, parties.master, event.dealId)
      return parties?.master === account ? movement('earning', event.paidWei, parties.buyer, event.dealId) : undefined
    }
    case 'bondPaid': {
      const parties = partiesOf(event.dealId)
      if (parties?.master === account) return movement('payment', event.amountWei, parties.buyer, event.dealId)
      return parties?.buyer === account ? movement('earning', event.amountWei, parties.master, event.dealId) : undefined
    }
    default:
      return undefined
  }
}

function ofTransfer(
  account: Address,
  { from, to, amount: amountWei, blockNumber, logIndex, txHash, timestampSeconds }: TokenTransfer,
  events: readonly MarketEvent[],
  { market, faucet }: KnownContracts,
): SnmMovement | undefined {
  const position = { blockNumber, logIndex, txHash, timestampSeconds, dealId: 0n }
  // Out of the market SNM comes by a withdrawal alone; into it a transfer may also be a deposit for somebody else.
  if (from === market) return undefined
  const isOwnDeposit = (event: MarketEvent) =>
    event.kind === 'deposited' && event.txHash === txHash && event.account === account && event.amountWei === amountWei
  if (to === market && events.some(isOwnDeposit)) return undefined
  if (from !== account)
    return { ...position, kind: from === faucet ? 'faucet' : 'received', amountWei, counterparty: from }
  return { ...position, kind: 'sent', amountWei, counterparty: to === account ? undefined : to }
}
