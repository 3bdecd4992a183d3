import type { z } from 'zod'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import { type Denomination, IDENTITY_LEVELS, NET_FLAGS } from '../orders/order.ts'
import { parseDealDuration } from '../units/durations.ts'
import { address, type fields, flag, identity, maybe, price, read, tag, unsupported } from './fields.ts'

/** What bid files and ask plan files say alike. */
export interface OrderTerms {
  /** 0: spot. */
  readonly durationSeconds: bigint
  /** In 1e-18 of the denomination: the most that a buyer pays, or what a supplier asks. */
  readonly pricePerSecond: bigint
  readonly denomination: Denomination
  /** Zero: anyone. */
  readonly counterparty: Address
  readonly identityLevel: number
  /** Bits of NET_FLAGS. */
  readonly netFlags: number
  /** At most 32 bytes; `tagToBytes32` for the order. */
  readonly tag: string
}

/** @param others whom the author of the file chooses */
export const orderFields = (others: string) => ({
  duration: maybe(read(parseDealDuration)),
  price,
  counterparty: maybe(address),
  blacklist: unsupported(`choose ${others} with counterparty; blacklists come with a later version`),
  identity: maybe(identity),
  tag: maybe(tag),
})

export const networkFields = { overlay: maybe(flag), outbound: maybe(flag), incoming: maybe(flag) }

type OrderFields = z.output<ReturnType<typeof fields<ReturnType<typeof orderFields>>>>
type NetworkFields = z.output<ReturnType<typeof fields<typeof networkFields>>>

export function orderTerms(raw: OrderFields, network: NetworkFields = {}): OrderTerms {
  const flags = ['overlay', 'outbound', 'incoming'] as const
  return {
    durationSeconds: raw.duration ?? 0n,
    pricePerSecond: raw.price.pricePerSecond,
    denomination: raw.price.denomination,
    counterparty: raw.counterparty ?? ZERO_ADDRESS,
    identityLevel: raw.identity ?? IDENTITY_LEVELS.anonymous,
    netFlags: flags.reduce((bits, name) => (network[name] ? bits | NET_FLAGS[name] : bits), 0),
    tag: raw.tag ?? '',
  }
}
