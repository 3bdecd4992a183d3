import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Order,
  type OrderDomain,
  orderHash,
  packBenchmarks,
  type SignedOrder,
  signerFromPrivateKey,
  signOrder,
  verifyOrder,
} from '@sonm/model'
import { verifyTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { alone, beside, inTurns, type Measured, ratePerSecond } from './figure.ts'
import { placeOrders } from './place-orders.ts'
import { sampleAsk } from './sample-ask.ts'

const privateKey = new Uint8Array(32).fill(7)
const signer = signerFromPrivateKey(privateKey)
const domain: OrderDomain = { chainId: 31337, market: `0x${'11'.repeat(20)}` }

const TYPES = {
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

function typedData(order: Order) {
  return {
    domain: { name: 'SONM Market', version: '1', chainId: domain.chainId, verifyingContract: domain.market },
    types: TYPES,
    primaryType: 'Order' as const,
    message: {
      ...order,
      side: order.side === 'ask' ? 0 : 1,
      denomination: order.denomination === 'SNM' ? 0 : 1,
      expiresAt: order.expiresAtSeconds,
      benchmarks: packBenchmarks(order.benchmarks) as [bigint, bigint, bigint, bigint],
    },
  }
}

export async function* measure(): AsyncIterable<Measured> {
  const account = privateKeyToAccount(`0x${Buffer.from(privateKey).toString('hex')}`)
  const { order, details } = sampleAsk(signer.address, 1n)
  const signed: SignedOrder = await signOrder(domain, signer, order, details)
  const data = typedData(order)
  if (
    orderHash(domain, order).length !== 66 ||
    !(await verifyTypedData({ ...data, address: signer.address, signature: signed.signature }))
  ) {
    throw new Error('ours and viem disagree about an order')
  }

  const signing = await inTurns(
    5,
    () => ratePerSecond(3, 1000, () => signOrder(domain, signer, order, details)),
    () => ratePerSecond(3, 100, () => account.signTypedData(data)),
  )
  yield beside(
    { name: 'orders.sign', value: signing.ours, unit: 'orders/s', better: 'higher', n: 15_000 },
    'viem signTypedData',
    signing.peer,
  )

  const verifying = await inTurns(
    5,
    () => ratePerSecond(3, 1000, () => verifyOrder(domain, signed)),
    () =>
      ratePerSecond(3, 50, () => verifyTypedData({ ...data, address: signer.address, signature: signed.signature })),
  )
  yield beside(
    { name: 'orders.verify', value: verifying.ours, unit: 'orders/s', better: 'higher', n: 15_000 },
    'viem verifyTypedData',
    verifying.peer,
  )

  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  try {
    const count = 10_000
    const value = await placeOrders({ folder, signer, domain, count, atOnce: 100 })
    yield alone({ name: 'orders.place', value, unit: 'orders/s', better: 'higher', n: count })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
