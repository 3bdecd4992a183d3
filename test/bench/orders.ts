import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ORDER_TYPE,
  type Order,
  type OrderDomain,
  orderHash,
  packBenchmarks,
  type SignedOrder,
  signerFromPrivateKey,
  signOrder,
  verifyOrder,
} from '@sonm/model'
import { type TypedDataDefinition, verifyTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { alone, beside, inTurns, type Measured, ratePerSecond } from './figure.ts'
import { placeOrders } from './place-orders.ts'
import { sampleAsk } from './sample-ask.ts'

const privateKey = new Uint8Array(32).fill(7)
const signer = signerFromPrivateKey(privateKey)
const domain: OrderDomain = { chainId: 31337, market: `0x${'11'.repeat(20)}` }

/** The same type for the peer, from the one declaration: two could differ. */
const TYPES = {
  Order: ORDER_TYPE.slice('Order('.length, -1)
    .split(',')
    .map((field) => {
      const [type, name] = field.split(' ') as [string, string]
      return { type, name }
    }),
}

/** What viem signs for the same order. */
export function typedData(domain: OrderDomain, order: Order): TypedDataDefinition {
  return {
    domain: { name: 'SONM Market', version: '1', chainId: domain.chainId, verifyingContract: domain.market },
    types: TYPES,
    primaryType: 'Order',
    message: {
      ...order,
      side: order.side === 'ask' ? 0 : 1,
      denomination: order.denomination === 'SNM' ? 0 : 1,
      expiresAt: order.expiresAtSeconds,
      benchmarks: packBenchmarks(order.benchmarks),
    },
  }
}

export async function* measure(): AsyncIterable<Measured> {
  const account = privateKeyToAccount(`0x${Buffer.from(privateKey).toString('hex')}`)
  const { order, details } = sampleAsk(signer.address, 1n)
  const signed: SignedOrder = await signOrder(domain, signer, order, details)
  const data = typedData(domain, order)
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
