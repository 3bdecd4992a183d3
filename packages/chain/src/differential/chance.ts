import fc from 'fast-check'
import { PEOPLE } from './cast.ts'
import { FORGERIES } from './script.ts'

/** What all arbitraries of the scripts are made of. */

export type Choice<Value> = readonly [weight: number, arbitrary: fc.Arbitrary<Value>]
export const among = <Value>(...choices: readonly Choice<Value>[]): fc.Arbitrary<Value> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })))
export const one = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)
export const between = (min: bigint, max: bigint) => fc.bigInt({ min, max })
export const some = <Value>(each: fc.Arbitrary<Value>) => fc.array(each, { maxLength: 3, size: 'max' })

export const ASKS = 10
export const BIDS = 8
export const USD = 10n ** 18n
export const MAX_96 = 2n ** 96n - 1n
export const MAX_256 = 2n ** 256n - 1n

export const person = one(...PEOPLE)
export const buyer = among([8, one('buyer' as const, 'otherBuyer' as const)], [1, person])
export const whom = among([15, person], [1, one('nobody' as const)])
export const wei = among([3, between(0n, 600_000n)], [1, between(0n, 5n)], [1, between(600_000n, 3_000_000n)])
export const nonce = among([20, between(0n, 9n)], [1, one(256n, 257n, MAX_256)])
export const forgery = among([12, one(undefined)], [1, one(...FORGERIES)])

export const cap = among([6, one(5n * USD, MAX_96)], [2, one(USD, 2n * USD)], [1, one(0n, 1n)])
