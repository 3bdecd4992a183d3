import type { Address, AskFacts, Hex, Order } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import type { ListedAsk } from '../matching/ask-book.ts'
import { DETAILS } from './world.ts'

export const LISTED_MASTER: Address = `0x${'6d'.repeat(20)}`

/** An ask as it lies in the book, unsigned: for rules that look at figures alone. */
export function listedAsk(sequence: number, order: Partial<Order> = {}, facts: Partial<AskFacts> = {}): ListedAsk {
  const whole = sampleOrder({ author: `0x${'aa'.repeat(20)}`, ...order })
  const hash: Hex = `0x${sequence.toString(16).padStart(64, '0')}`
  return {
    live: { sequence, hash, placedAtMs: sequence, signed: { order: whole, signature: '0x', details: '' } },
    facts: {
      order: whole,
      details: DETAILS,
      placedAtSeconds: 0n,
      master: LISTED_MASTER,
      identity: 1,
      reliability: 5000,
      isCountryContradicted: false,
      ...facts,
    },
  }
}
