import { type Address, type AskDetails, type Hex, type Order, writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import type { Offer, SupplierFacts } from '../book/search.ts'

export const LISTED_MASTER: Address = `0x${'6d'.repeat(20)}`

const DETAILS: AskDetails = {
  resources: { cpuHundredths: 100, ramBytes: 2 ** 30, storageBytes: 2 ** 30, gpus: [] },
  architecture: 'x64',
  executors: ['wasm'],
  locators: [],
}

/** An ask as it lies in the book, unsigned: for rules that look at figures alone. */
export function listedAsk(sequence: number, order: Partial<Order> = {}, supplier: Partial<SupplierFacts> = {}): Offer {
  const whole = sampleOrder({ author: `0x${'aa'.repeat(20)}`, ...order })
  const hash: Hex = `0x${sequence.toString(16).padStart(64, '0')}`
  const signed = { order: whole, signature: `0x${'11'.repeat(64)}1b`, details: writeDetails(DETAILS) } as const
  return {
    live: { sequence, hash, placedAtMs: sequence, signed },
    supplier: { master: LISTED_MASTER, identity: 1, reliability: 5000, isCountryContradicted: false, ...supplier },
  }
}
