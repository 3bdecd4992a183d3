import { writeFileSync } from 'node:fs'
import { type Address, getContractAddress, type Hex, hashStruct, hashTypedData, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

// Writes orders.json: orders of every shape with their struct hash, digest and signature as viem makes them. The Solidity
// tests and packages/model both check themselves against that file, so the two can only agree.

const types = {
  Order: [
    { name: 'side', type: 'uint8' },
    { name: 'author', type: 'address' },
    { name: 'counterparty', type: 'address' },
    { name: 'matcher', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'expiresAt', type: 'uint64' },
    { name: 'durationSeconds', type: 'uint64' },
    { name: 'pricePerSecond', type: 'uint128' },
    { name: 'denomination', type: 'uint8' },
    { name: 'snmPerUsdCap', type: 'uint128' },
    { name: 'identityLevel', type: 'uint8' },
    { name: 'netFlags', type: 'uint32' },
    { name: 'bond', type: 'uint128' },
    { name: 'tag', type: 'bytes32' },
    { name: 'detailsHash', type: 'bytes32' },
    { name: 'benchmarks', type: 'uint256[4]' },
  ],
} as const

/** The test deploys the Market as this account's first contract, so its address is known beforehand. */
const deployer: Address = '0x00000000000000000000000000000000000de901'

const domain = {
  name: 'SONM Market',
  version: '1',
  chainId: 31337,
  verifyingContract: getContractAddress({ from: deployer, nonce: 0n }).toLowerCase() as Address,
} as const

const bits = (count: number) => 2n ** BigInt(count) - 1n
const keyOf = (name: string): Hex => keccak256(toHex(`SONM test vector: ${name}`))
const hub = privateKeyToAccount(keyOf('hub'))
const buyer = privateKeyToAccount(keyOf('buyer'))
const somebody: Address = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
const zero: Address = `0x${'00'.repeat(20)}`

const plain = {
  side: 0,
  author: hub.address.toLowerCase() as Address,
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

const bid = { side: 1, author: buyer.address.toLowerCase() as Address }
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
  'bid for one hub': { ...bid, counterparty: hub.address.toLowerCase() as Address, matcher: somebody },
  'bid with one benchmark': { ...bid, lanes: Array.from({ length: 16 }, (_, lane) => (lane === 8 ? 24n << 30n : 0n)) },
  'every field at its greatest': {
    ...bid,
    counterparty: `0x${'ff'.repeat(20)}`,
    matcher: `0x${'ff'.repeat(20)}`,
    nonce: bits(256),
    epoch: bits(64),
    expiresAt: bits(64),
    durationSeconds: bits(64),
    pricePerSecond: bits(128),
    denomination: 1,
    snmPerUsdCap: bits(128),
    identityLevel: 255,
    netFlags: 0xffff_ffff,
    bond: bits(128),
    tag: `0x${'ff'.repeat(32)}`,
    detailsHash: `0x${'ff'.repeat(32)}`,
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

// Every number is a decimal string: they do not fit JSON's.
const text = JSON.stringify(
  { deployer, domain, orders },
  (_, value) => (typeof value === 'bigint' || typeof value === 'number' ? String(value) : value),
  2,
)
// A test gives a file of its own, to compare with what is committed.
const { 2: file = new URL('orders.json', import.meta.url) } = process.argv
writeFileSync(file, `${text}\n`)
