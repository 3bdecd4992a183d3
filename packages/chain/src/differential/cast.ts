import { type Address, fromHex, type Hex, type Signer, signerFromPrivateKey, ZERO_ADDRESS } from '@sonm/model'

/** Who plays in the scripts. The names are what they do at the beginning; a script may have any of them do anything. */
export const PEOPLE = ['hub', 'otherHub', 'master', 'otherMaster', 'buyer', 'otherBuyer', 'matcher'] as const
export type Person = (typeof PEOPLE)[number]

const keyOf = (person: Person): Hex => `0x${String(PEOPLE.indexOf(person) + 1).repeat(64)}`
const signers = Object.fromEntries(PEOPLE.map((person) => [person, signerFromPrivateKey(fromHex(keyOf(person)))]))

export const signerOf = (person: Person): Signer => signers[person]!

/** Somebody of the cast, or the zero address. */
export type Whom = Person | 'nobody'

export const addressOf = (whom: Whom): Address => (whom === 'nobody' ? ZERO_ADDRESS : signerOf(whom).address)

export const ADDRESSES: readonly Address[] = PEOPLE.map(addressOf)

/** What each has in his wallet at the beginning. */
export const FUNDS_WEI = 1_000_000n
/** When a script begins. */
export const START_SECONDS = 4_000_000_000n
/** How long an answer of the feed can be used. */
export const PRICE_MAX_AGE_SECONDS = 20_000n
