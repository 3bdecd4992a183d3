import { expect, it } from 'vitest'
import { keccak256 } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { signOrder } from '../orders/eip712.ts'
import { sampleOrder } from '../testing/sample-order.ts'
import { MarketModel } from './market-model.ts'

const domain = { chainId: 31337, market: `0x${'4d'.repeat(20)}` } as const
const key = (name: string) => signerFromPrivateKey(keccak256(new TextEncoder().encode(name)))
const [hub, master, buyer] = [key('hub'), key('master'), key('buyer')]
const DAY = 86_400n
const at = ({ address }: { readonly address: `0x${string}` }, nowSeconds: bigint) => ({ sender: address, nowSeconds })

/** A forward deal of 10 days from second 0 on, whose buyer has nothing free. */
async function bonded() {
  const market = new MarketModel(domain)
  for (const { address } of [buyer, master]) market.mint(address, 2n * DAY)
  market.deposit(at(buyer, 0n), DAY)
  market.deposit(at(master, 0n), 7n)
  market.announceMaster(at(hub, 0n), master.address)
  market.confirmHub(at(master, 0n), hub.address)
  const ask = sampleOrder({ author: hub.address, durationSeconds: 10n * DAY, pricePerSecond: 1n, bond: 7n })
  const deal = market.take(at(buyer, 0n), await signOrder(domain, hub, ask, ''), 10n * DAY)
  return { market, deal }
}

it('is paid up to the last second of the lock', async () => {
  const { market, deal } = await bonded()
  expect(market.close(at(master, DAY - 1n), deal)).toEqual({ paidWei: DAY - 1n, returnedWei: 1n, bondWei: 7n })
})

it('is not due where the money is out', async () => {
  const { market, deal } = await bonded()
  expect(market.close(at(master, DAY), deal)).toEqual({ paidWei: DAY, returnedWei: 0n, bondWei: 0n })
})

it('is not made of such a close by a deposit a moment before', async () => {
  const { market, deal } = await bonded()
  market.deposit(at(buyer, DAY), 1n)
  expect(() => market.close(at(master, DAY), deal)).toThrowError(
    expect.objectContaining({ code: 'DEAL_CLOSE_FORBIDDEN' }),
  )
  expect(market.balances(master.address).freeWei).toBe(7n)
})
