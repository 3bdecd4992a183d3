import { create } from '@bufbuild/protobuf'
import type { CodedError } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { ListSuppliersResponseSchema, SearchResponseSchema, SupplierSchema, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { askHashOf, readHashStart } from './order-start.ts'
import { reachPeer, readPeer } from './reach-peer.ts'
import { supplierAddress } from './short-address.ts'

const MASTER: Address = '0xa961dc00000000000000000000000000000f2fcf'
const TWIN: Address = '0xa961dc11111111111111111111111111111f2fcf'
const HUB: Address = `0x${'20'.repeat(20)}`
const away = fail('PEER_UNREACHABLE', { address: MASTER, reason: 'nobody is there' })

/** A market with one offer of a supplier, and those who have sold. */
function apiOf(sold: readonly Address[], hashes: readonly string[] = [`0x${'9d'.repeat(32)}`]) {
  const order = signedOrderToMessage({
    order: sampleOrder({ author: HUB }),
    details: '',
    signature: `0x${'11'.repeat(65)}`,
  })
  const offers = hashes.map((orderHash) => ({ order, orderHash, supplier: MASTER }))
  return {
    data: {
      listSuppliers: async () => create(ListSuppliersResponseSchema, { suppliers: sold.map((master) => ({ master })) }),
      getSupplier: async () => create(SupplierSchema, { master: TWIN }),
    },
    market: { search: async () => create(SearchResponseSchema, { offers }) },
  } as unknown as NodeApi
}

test('an address as tables print it is found where it is the only one of its form', async () => {
  expect(await supplierAddress(apiOf([]), '0xA961dc…2fcf')).toBe(MASTER)
  expect(await supplierAddress(apiOf([]), '0x202020...2020')).toBe(HUB)
  await expect(supplierAddress(apiOf([TWIN]), '0xa961dc…2fcf')).rejects.toThrow('more than one')
  await expect(supplierAddress(apiOf([]), '0xa961dd…2fcf')).rejects.toThrow('sonm market suppliers')
  await expect(supplierAddress(apiOf([]), '0xa961dc')).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
})

test('a peer is named by its address, and not by where it listens', async () => {
  expect(await readPeer(apiOf([]), HUB)).toBe(HUB)
  for (const text of ['127.0.0.1:31060', 'localhost:31060', `${HUB}@127.0.0.1:31060`])
    await expect(readPeer(apiOf([]), text)).rejects.toThrow('give the peer’s address, 0x')
})

test('whoever tries to reach a supplier is told of his hubs', async () => {
  const fails = () => Promise.reject(away)
  const told = { code: 'PEER_IS_SUPPLIER', data: { address: MASTER, hubs: HUB } }
  await expect(reachPeer(apiOf([]), MASTER, fails)).rejects.toMatchObject(told)
  await expect(reachPeer(apiOf([], []), MASTER, fails)).rejects.toBe(away)
  expect(await reachPeer(apiOf([]), HUB, async () => 'reached')).toBe('reached')
})

test('an order is named by the first digits of its hash, where they name one', async () => {
  const [one, other] = [`0x9d9d9d${'1'.repeat(58)}`, `0x9d9d9d${'2'.repeat(58)}`]
  const api = apiOf([], [one, other])
  expect(await askHashOf(api, readHashStart('0x9D9D9D11…'))).toBe(one)
  await expect(askHashOf(api, '0x9d9d9d')).rejects.toMatchObject({
    code: 'ORDER_AMBIGUOUS',
    what: '2 orders begin with 0x9d9d9d: 0x9d9d9d1, 0x9d9d9d2.',
  })
  // Each start that it names is one that names one.
  const many = Array.from({ length: 20 }, (_, at) => `0x9d9d9d${'f'.repeat(at)}${'0'.repeat(58 - at)}`)
  const refusal = await askHashOf(apiOf([], many), '0x9d9d9d').catch((error: CodedError) => error)
  const starts = /: (.*), and more\.$/.exec((refusal as CodedError).what)![1]!.split(', ')
  expect(starts).toHaveLength(8)
  for (const [at, start] of starts.entries()) {
    expect(await askHashOf(apiOf([], many), readHashStart(start))).toBe(many[at])
  }
  await expect(askHashOf(api, '0x9d9d9d33')).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  for (const text of ['0x9d', '9d9d9d9d', `${one}0`, 'x']) expect(() => readHashStart(text)).toThrow('hexadecimal')
})
