import type { Address, Hex } from '@sonm/model'
import type { Fees } from './fees.ts'

/** What is to be sent; without `to` it creates a contract. */
export interface Call {
  readonly to?: Address
  readonly data?: Hex
  readonly valueWei?: bigint
}

/** A transaction as it was signed. Of all versions of a flight the chain mines one at most, for they have one nonce. */
export interface Version extends Fees {
  readonly raw: Hex
  readonly txHash: Hex
  /** An empty one, which only takes the place. */
  readonly isEmpty: boolean
}

/** A call on its way into the chain. */
export interface Flight {
  readonly nonce: number
  /** The caller's name for it, under which he finds it again after a restart. */
  readonly key: string | undefined
  readonly call: Call
  readonly gas: bigint
  /** Each dearer than the one before. */
  readonly versions: readonly Version[]
}

/**
 * Where the flights of one account are kept over restarts. A flight is saved before any of its versions is handed over, so
 * that nothing which the chain may have is ever forgotten, and so none is sent a second time under another nonce.
 */
export interface TransactionJournal {
  load(): Promise<readonly Flight[]>
  /** Keeps a flight, in place of one with the same nonce. Durable when it resolves. */
  save(flight: Flight): Promise<void>
  /** Its outcome is certain, and known. */
  remove(flight: Flight): Promise<void>
}

/** For whoever need not remember after a restart. */
export const noJournal: TransactionJournal = {
  load: async () => [],
  save: async () => {},
  remove: async () => {},
}

/** The text of flights in a file. */
export function formatFlights(flights: readonly Flight[]): string {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
  return JSON.stringify(flights, text, 2)
}

/** @throws SyntaxError, TypeError when it is none of `formatFlights` */
export function parseFlights(text: string): readonly Flight[] {
  const value = (_: string, field: unknown) =>
    typeof field === 'string' && /^\d+n$/.test(field) ? BigInt(field.slice(0, -1)) : field
  const flights = JSON.parse(text, value) as Flight[]
  for (const { nonce, gas, versions } of flights) {
    const isWhole =
      Number.isSafeInteger(nonce) &&
      typeof gas === 'bigint' &&
      versions.length > 0 &&
      versions.every(
        ({ raw, txHash, maxFeePerGas, maxPriorityFeePerGas }) =>
          /^0x[0-9a-f]+$/.test(raw) &&
          /^0x[0-9a-f]{64}$/.test(txHash) &&
          typeof maxFeePerGas === 'bigint' &&
          typeof maxPriorityFeePerGas === 'bigint',
      )
    if (!isWhole) throw new TypeError('a transaction in it is not whole')
  }
  return flights
}
