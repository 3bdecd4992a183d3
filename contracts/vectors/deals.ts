import { type Address, encodeAbiParameters, type Hex, keccak256, toHex } from 'viem'
import { bits, buyer, bytes, hub, somebody, zero } from './signers.ts'

/** struct Deal of IMarket.sol: the highest bits are named first. */
const layout = [
  { name: 'money', type: 'uint256' },
  { name: 'buyerTerms', type: 'bytes32' },
  { name: 'hubTerms', type: 'bytes32' },
  { name: 'masterTerms', type: 'bytes32' },
  { name: 'usdTerms', type: 'bytes32' },
  { name: 'askHash', type: 'bytes32' },
] as const

const plain = {
  id: 1n,
  buyer: buyer.address,
  hub: hub.address,
  master: somebody,
  pricePerSecond: 27_777_777_777_777n,
  usdPerSecond: 0n,
  snmPerUsdCap: 0n,
  startedAt: 1_800_000_000n,
  durationSeconds: 0n,
  billedUntil: 1_800_000_000n,
  locked: 3_600n * 27_777_777_777_777n,
  bond: 0n,
  amendments: 0n,
  askHash: keccak256(toHex('an ask')),
}
type Terms = typeof plain

const samples: Record<string, Partial<Terms>> = {
  'spot, just opened': {},
  'spot, billed': { billedUntil: 1_800_001_234n },
  'spot, dry': { billedUntil: 1_800_003_600n, locked: 0n },
  'forward with a bond': { durationSeconds: 30n * 86_400n, locked: 86_400n * 27_777_777_777_777n, bond: 10n ** 20n },
  'in USD': { usdPerSecond: 5_555_555_555_555n, snmPerUsdCap: 12n * 10n ** 18n },
  'amended twice': { amendments: 2n, id: 77n },
  'for nothing': { pricePerSecond: 0n, locked: 0n },
  'every field at its greatest': {
    id: bits(160),
    buyer: bytes(20),
    hub: bytes(20),
    master: bytes(20),
    pricePerSecond: bits(96),
    usdPerSecond: bits(96),
    snmPerUsdCap: bits(96),
    startedAt: bits(40),
    durationSeconds: bits(40),
    billedUntil: bits(40),
    locked: bits(96),
    bond: bits(96),
    amendments: bits(24),
    askHash: bytes(32),
  },
  'every field at its least': {
    id: 0n,
    buyer: zero,
    hub: zero,
    master: zero,
    pricePerSecond: 0n,
    startedAt: 0n,
    billedUntil: 0n,
    locked: 0n,
    askHash: `0x${'00'.repeat(32)}`,
  },
}
for (const name of Object.keys(plain) as (keyof Terms)[]) {
  // One field alone at its greatest: it must reach no neighbour.
  samples[`${name} alone`] = {
    ...samples['every field at its least'],
    [name]: samples['every field at its greatest']![name],
  }
}

/** Words from the widths and values of their fields, the highest first. */
function word(...fields: readonly (readonly [width: number, value: bigint | Address])[]): bigint {
  const total = fields.reduce((sum, [width]) => sum + width, 0)
  if (total !== 256) throw new Error(`a word has ${total} bits`)
  return fields.reduce((sum, [width, value]) => (sum << BigInt(width)) | BigInt(value), 0n)
}

const hex = (value: bigint): Hex => toHex(value, { size: 32 })

function pack(terms: Terms) {
  return {
    money: word([96, terms.pricePerSecond], [96, terms.locked], [40, terms.billedUntil], [24, terms.amendments]),
    buyerTerms: hex(word([160, terms.buyer], [40, terms.startedAt], [40, terms.durationSeconds], [16, 0n])),
    hubTerms: hex(word([160, terms.hub], [96, terms.bond])),
    masterTerms: hex(word([160, terms.master], [96, terms.snmPerUsdCap])),
    usdTerms: hex(word([96, terms.usdPerSecond], [160, terms.id])),
    askHash: terms.askHash,
  }
}

export function dealVectors(): object[] {
  return Object.entries(samples).map(([name, changes]) => {
    const terms = { ...plain, ...changes }
    const deal = pack(terms)
    return { name, terms, deal, hash: keccak256(encodeAbiParameters([{ type: 'tuple', components: layout }], [deal])) }
  })
}
