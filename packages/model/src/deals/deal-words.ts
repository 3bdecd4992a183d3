import type { Address, Hex } from '../identity/address.ts'
import type { Deal } from './deal.ts'

/** The packed state of a deal: struct Deal of IMarket.sol, which says where each field stands. */
export interface DealWords {
  readonly money: bigint
  readonly buyerTerms: Hex
  readonly hubTerms: Hex
  readonly masterTerms: Hex
  readonly usdTerms: Hex
  readonly askHash: Hex
}

/** What a settlement changes of a deal. */
export type DealMoney = Pick<Deal, 'pricePerSecond' | 'lockedWei' | 'billedUntilSeconds' | 'amendments'>

const low = (bits: number, value: bigint) => BigInt.asUintN(bits, value)
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`
const account = (address: Address, rest: bigint): Hex => word((BigInt(address) << 96n) | rest)
const addressIn = (value: Hex): Address => `0x${value.slice(2, 42)}`

function packMoney({ pricePerSecond, lockedWei, billedUntilSeconds, amendments }: DealMoney): bigint {
  return (pricePerSecond << 160n) | (lockedWei << 64n) | (billedUntilSeconds << 24n) | BigInt(amendments)
}

export function unpackMoney(money: bigint): DealMoney {
  return {
    pricePerSecond: money >> 160n,
    lockedWei: low(96, money >> 64n),
    billedUntilSeconds: low(40, money >> 24n),
    amendments: Number(low(24, money)),
  }
}

/** When and for how long, as `buyerTerms` has it. */
export function unpackBuyerTerms(buyerTerms: Hex): Pick<Deal, 'buyer' | 'startedAtSeconds' | 'durationSeconds'> {
  const value = BigInt(buyerTerms)
  return {
    buyer: addressIn(buyerTerms),
    startedAtSeconds: low(40, value >> 56n),
    durationSeconds: low(40, value >> 16n),
  }
}

export function unpackUsdTerms(usdTerms: Hex): Pick<Deal, 'usdPerSecond' | 'id'> {
  const value = BigInt(usdTerms)
  return { usdPerSecond: value >> 160n, id: low(160, value) }
}

export function packDeal(deal: Deal): DealWords {
  return {
    money: packMoney(deal),
    buyerTerms: account(deal.buyer, (deal.startedAtSeconds << 56n) | (deal.durationSeconds << 16n)),
    hubTerms: account(deal.hub, deal.bondWei),
    masterTerms: account(deal.master, deal.snmPerUsdCap),
    usdTerms: word((deal.usdPerSecond << 160n) | deal.id),
    askHash: deal.askHash,
  }
}

export function unpackDeal(words: DealWords): Deal {
  return {
    ...unpackUsdTerms(words.usdTerms),
    ...unpackBuyerTerms(words.buyerTerms),
    hub: addressIn(words.hubTerms),
    master: addressIn(words.masterTerms),
    ...unpackMoney(words.money),
    snmPerUsdCap: low(96, BigInt(words.masterTerms)),
    bondWei: low(96, BigInt(words.hubTerms)),
    askHash: words.askHash,
  }
}
