import { hashStruct, hashTypedData, keccak256, toHex } from 'viem'
import { bits, buyer, bytes, domain, hub, somebody, zero } from './signers.ts'

const types = {
  Order: [
    { name: 'side', type: 'uint8' },
    { name: 'author', type: 'address' },
    { name: 'counterparty', type: 'address' },
    { name: 'matcher', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'expiresAt', type: 'uint64' },
    { name: 'durationSeconds', type: 'uint40' },
    { name: 'pricePerSecond', type: 'uint96' },
    { name: 'denomination', type: 'uint8' },
    { name: 'snmPerUsdCap', type: 'uint96' },
    { name: 'identityLevel', type: 'uint8' },
    { name: 'netFlags', type: 'uint32' },
    { name: 'bond', type: 'uint96' },
    { name: 'tag', type: 'bytes32' },
    { name: 'detailsHash', type: 'bytes32' },
    { name: 'benchmarks', type: 'uint256[4]' },
  ],
} as const

const plain = {
  side: 0,
  author: hub.address,
  counterparty: zero,
  matcher: zero,
  nonce: 1n,
  epoch: 0n,
  expiresAt: 1_900_000_000n,
  durationSeconds: 0n,
  pricePerSecond: 27_777_777_777_777n,
  denomination: 0,
  snmPerUsdCap: 0n,
  identityLevel: 1,
  netFlags: 0,
  bond: 0n,
  tag: toHex('', { size: 32 }),
  detailsHash: keccak256(toHex('{}')),
  lanes: [4_200n, 1_100n, 4n, 8n << 30n, 100n << 30n, 10n ** 9n, 10n ** 8n, ...Array<bigint>(9).fill(0n)],
}
type Sample = typeof plain

const bid = { side: 1, author: buyer.address }
const samples: Record<string, Partial<Sample>> = {
  'spot ask': {},
  'forward ask': { durationSeconds: 86_400n },
  'ask for one buyer': { counterparty: bid.author, nonce: 2n ** 200n + 5n },
  'ask with a matcher': { matcher: somebody },
  'ask with a tag': { tag: toHex('render', { size: 32 }) },
  'ask of a later epoch': { epoch: 3n, nonce: 255n },
  'ask at the next nonce word': { nonce: 256n },
  'ask in USD': { denomination: 1, pricePerSecond: 5_555_555_555_555n },
  'ask that needs an identity': { identityLevel: 3 },
  'ask with a bond': { bond: 10n ** 20n, durationSeconds: 30n * 86_400n },
  'ask with net flags': { netFlags: 0b111 },
  'ask with every benchmark': { lanes: Array.from({ length: 16 }, (_, lane) => 1_000n + BigInt(lane)) },
  'ask without benchmarks': { lanes: Array<bigint>(16).fill(0n) },
  'ask at no price': { pricePerSecond: 0n },
  'spot bid': bid,
  'forward bid': { ...bid, durationSeconds: 3_600n },
  'bid in USD with a cap': { ...bid, denomination: 1, snmPerUsdCap: 12n * 10n ** 18n },
  'bid for one hub': { ...bid, counterparty: hub.address, matcher: somebody },
  'bid with one benchmark': { ...bid, lanes: Array.from({ length: 16 }, (_, lane) => (lane === 8 ? 24n << 30n : 0n)) },
  'every field at its greatest': {
    ...bid,
    counterparty: bytes(20),
    matcher: bytes(20),
    nonce: bits(256),
    epoch: bits(64),
    expiresAt: bits(64),
    durationSeconds: bits(40),
    pricePerSecond: bits(96),
    denomination: 1,
    snmPerUsdCap: bits(96),
    identityLevel: 255,
    netFlags: 0xffff_ffff,
    bond: bits(96),
    tag: bytes(32),
    detailsHash: bytes(32),
    lanes: Array<bigint>(16).fill(bits(63)),
  },
  'every field at its least': {
    nonce: 0n,
    expiresAt: 0n,
    pricePerSecond: 0n,
    identityLevel: 0,
    detailsHash: `0x${'00'.repeat(32)}`,
    lanes: Array<bigint>(16).fill(0n),
  },
}

function pack(lanes: readonly bigint[]): [bigint, bigint, bigint, bigint] {
  const word = (at: number) =>
    lanes.slice(at * 4, at * 4 + 4).reduce((sum, lane, index) => sum | (lane << BigInt(index * 64)), 0n)
  return [word(0), word(1), word(2), word(3)]
}

export async function orderVectors(): Promise<object[]> {
  const orders = []
  for (const [name, changes] of Object.entries(samples)) {
    const { lanes, ...fields } = { ...plain, ...changes }
    const message = { ...fields, benchmarks: pack(lanes) }
    const typedData = { domain, types, primaryType: 'Order', message } as const
    const signer = message.author === bid.author ? buyer : hub
    orders.push({
      name,
      order: message,
      lanes,
      structHash: hashStruct({ data: message, types, primaryType: 'Order' }),
      digest: hashTypedData(typedData),
      signature: await signer.signTypedData(typedData),
    })
  }
  return orders
}
