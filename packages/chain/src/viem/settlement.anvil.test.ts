import { isCoded, systemClock } from '@sonm/common'
import {
  type Amendment,
  type Deal,
  fromHex,
  type Order,
  orderHash,
  packDeal,
  type SignedOrder,
  type Signer,
  signAmendment,
  signerFromPrivateKey,
  signOrder,
} from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { encodeAbiParameters, keccak256 } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FullChainClient } from '../settlement.ts'
import { startTestChain, type TestChain } from '../testing/index.ts'

const SNM = 10n ** 18n
const PRICE = 10n ** 14n
const keyOf = (digit: string) => `0x${digit.repeat(64)}` as const
const signers = { hub: signerFromPrivateKey(fromHex(keyOf('1'))), buyer: signerFromPrivateKey(fromHex(keyOf('2'))) }

let world: TestChain
let hub: FullChainClient
let buyer: FullChainClient
let master: FullChainClient
/** Reports the price, and certifies. */
let deployer: FullChainClient
let nonce = 0n

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  hub = await world.fundedClient(keyOf('1'), 0n)
  buyer = await world.fundedClient(keyOf('2'), 1000n * SNM)
  master = await world.fundedClient(keyOf('3'), 0n)
  deployer = world.clientFor(world.deployer)
  await hub.announceMaster(master.account)
  await master.confirmHub(hub.account)
  await buyer.deposit(500n * SNM)
})

afterAll(() => world?.stop())

const domain = () => ({ chainId: world.anvil.chainId, market: world.contracts.market })

async function anOrder(signer: Signer, changes: Partial<Order> = {}): Promise<SignedOrder> {
  const { timestampSeconds } = await hub.latest()
  const order: Order = sampleOrder({
    side: signer === signers.hub ? 'ask' : 'bid',
    author: signer.address,
    nonce: nonce++,
    expiresAtSeconds: timestampSeconds + 3600n,
    pricePerSecond: PRICE,
    benchmarks: Array<bigint>(16).fill(1n),
    ...changes,
  })
  return signOrder(domain(), signer, order, '')
}
const anAsk = (changes?: Partial<Order>) => anOrder(signers.hub, changes)
const aBid = (changes?: Partial<Order>) => anOrder(signers.buyer, changes)

const codeOf = async (action: Promise<unknown>): Promise<string> => {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

const hashOf = (deal: Deal) => {
  const { money, buyerTerms, hubTerms, masterTerms, usdTerms, askHash } = packDeal(deal)
  const words = [buyerTerms, hubTerms, masterTerms, usdTerms, askHash] as const
  return keccak256(
    encodeAbiParameters(
      [{ type: 'uint256' }, ...words.map(() => ({ type: 'bytes32' }) as const)] as const,
      [money, ...words] as never,
    ),
  )
}

test('a relayer who is named joins an ask with a bid and pays the gas, and nobody else does', async () => {
  const relayer = await world.fundedClient(keyOf('4'), 0n)
  const ask = await anAsk()
  expect(await codeOf(relayer.settlement.openDeal({ ask, bid: await aBid() }))).toBe('OPEN_FORBIDDEN')
  expect(await codeOf(hub.settlement.openDeal({ ask, bid: await aBid({ pricePerSecond: 1n }) }))).toBe(
    'ORDERS_MISMATCH',
  )
  const bid = await aBid({ matcher: relayer.account })
  const { deal, blockNumber } = await relayer.settlement.openDeal({ ask, bid })
  expect(deal).toMatchObject({ buyer: buyer.account, master: master.account, lockedWei: PRICE * 3600n })
  expect(await relayer.settlement.dealHash(deal.id)).toBe(hashOf(deal))
  const events = await relayer.events(blockNumber, blockNumber)
  const bidHash = orderHash(domain(), bid.order)
  expect(events.slice(1)).toMatchObject([{ kind: 'bidFilled', dealId: deal.id, bidHash }])
  await buyer.close(deal)
  expect(await buyer.settlement.dealHash(deal.id)).toBeUndefined()
})

test('a batch tells what became of each item, and what fails leaves nothing behind', async () => {
  const used = await anAsk()
  await buyer.close((await buyer.take(used, 0n)).deal)
  const requests = [await anAsk(), used, await anAsk()].map((ask) => ({ ask, durationSeconds: 0n }))
  expect(await codeOf(buyer.settlement.takeBatch(requests, 3))).toBe('BATCH_INCOMPLETE')
  const { items } = await buyer.settlement.takeBatch(requests, 2)
  expect(items.map((item) => ('deal' in item ? item.deal.hub : item.error.code))).toEqual([
    hub.account,
    'ORDER_TAKEN',
    hub.account,
  ])
  const pairs = [{ ask: await anAsk(), bid: await aBid() }]
  const opened = await hub.settlement.openDealBatch(pairs, 1)
  const deals = [...items, ...opened.items].flatMap((item) => ('deal' in item ? [item.deal] : []))
  expect((await hub.settlement.closeBatch(deals)).closed).toEqual(deals.map(({ id }) => id))
})

test('an amendment takes the agreement of who gives, and is applied once', async () => {
  const { deal } = await buyer.take(await anAsk({ durationSeconds: 86_400n }), 1000n)
  const { timestampSeconds } = await buyer.latest()
  const amendment: Amendment = {
    dealId: deal.id,
    sequence: 0,
    pricePerSecond: PRICE * 2n,
    durationSeconds: 2000n,
    expiresAtSeconds: timestampSeconds + 600n,
  }
  expect(await codeOf(hub.settlement.amend(amendment, deal))).toBe('AMENDMENT_UNSIGNED')
  const signature = await signAmendment(domain(), signers.buyer, amendment)
  const amended = await hub.settlement.amend(amendment, deal, { buyer: signature })
  expect(amended.deal).toMatchObject({ pricePerSecond: PRICE * 2n, durationSeconds: 2000n, amendments: 1 })
  expect(await hub.settlement.dealHash(deal.id)).toBe(hashOf(amended.deal))
  expect(await codeOf(hub.settlement.amend(amendment, amended.deal, { buyer: signature }))).toBe('AMENDMENT_STALE')
  await buyer.close(amended.deal)
})

test('a master leaves a forward deal early by the bond that was signed', async () => {
  const { deal } = await buyer.take(await anAsk({ durationSeconds: 86_400n, bond: SNM }), 1000n)
  expect(await codeOf(hub.close(deal))).toBe('DEAL_CLOSE_FORBIDDEN')
  expect(await codeOf(master.close(deal))).toBe('BALANCE_INSUFFICIENT')
  await deployer.transferSnm(master.account, 2n * SNM)
  await master.deposit(2n * SNM)
  const { blockNumber } = await master.close(deal)
  const events = await master.events(blockNumber, blockNumber)
  expect(events).toMatchObject([{ kind: 'dealClosed' }, { kind: 'bondPaid', dealId: deal.id, amountWei: SNM }])
})

test('who is on a blacklist opens no deal with the lister', async () => {
  await master.settlement.setBlacklisted([buyer.account], true)
  expect(await hub.settlement.isBlacklisted(master.account, buyer.account)).toBe(true)
  expect(await codeOf(buyer.take(await anAsk(), 0n))).toBe('PARTY_BLACKLISTED')
  await master.settlement.setBlacklisted([buyer.account], false)
  await buyer.close((await buyer.take(await anAsk(), 0n)).deal)
})

test('a price in USD is settled by what the oracle says, within the cap', async () => {
  const inUsd = { denomination: 'USD', pricePerSecond: 10n ** 12n } as const
  expect(await buyer.settlement.snmPerUsd()).toBeUndefined()
  expect(await codeOf(buyer.take(await anAsk(inUsd), 0n, 100n * SNM))).toBe('PRICE_UNAVAILABLE')
  expect(await codeOf(buyer.oracle.report(1n))).toBe('PRICE_REPORT_REFUSED')
  expect(await codeOf(buyer.oracle.quoteReport(1n))).toBe('PRICE_REPORT_REFUSED')
  expect(await buyer.oracle.latest()).toBeUndefined()
  const feed = { feed: world.contracts.oracle, maxAgeSeconds: 7200n }
  expect(await buyer.settlement.priceFeed()).toEqual({ ...feed, answer: undefined })
  const { maxFeeWei } = await deployer.oracle.quoteReport(5_000_000n)
  const { feeWei, timestampSeconds } = await deployer.oracle.report(5_000_000n)
  expect(feeWei).toBeLessThanOrEqual(maxFeeWei)
  const answer = { usdPerSnm: SNM / 20n, updatedAtSeconds: timestampSeconds }
  expect(await buyer.settlement.priceFeed()).toEqual({ ...feed, answer })
  expect(await buyer.oracle.latest()).toMatchObject({ usdPerSnm: 5_000_000n })
  expect(await buyer.oracle.reporters()).toEqual([deployer.account])
  expect(await buyer.settlement.snmPerUsd()).toBe(20n * SNM)
  expect(await codeOf(buyer.take(await anAsk(inUsd), 0n, 19n * SNM))).toBe('CAP_TOO_LOW')
  const { deal } = await buyer.take(await anAsk(inUsd), 0n, 30n * SNM)
  expect(deal).toMatchObject({ pricePerSecond: 20n * 10n ** 12n, usdPerSecond: 10n ** 12n, snmPerUsdCap: 30n * SNM })
  await buyer.close(deal)
})

test('identities are asked of the account that pays or is paid, and given by validators', async () => {
  const ask = await anAsk({ identityLevel: 2 })
  expect(await codeOf(buyer.take(ask, 0n))).toBe('IDENTITY_TOO_LOW')
  const { timestampSeconds } = await buyer.latest()
  const certificate = {
    account: buyer.account,
    level: 2,
    kind: 'name',
    value: new TextEncoder().encode('Ada'),
    expiresAtSeconds: timestampSeconds + 600n,
  }
  expect(await codeOf(hub.profiles.certify(certificate))).toBe('CERTIFY_FORBIDDEN')
  expect(await codeOf(deployer.profiles.certify({ ...certificate, kind: 'x'.repeat(32) }))).toBe('INPUT_INVALID')
  const { id } = await deployer.profiles.certify(certificate)
  expect(await hub.profiles.levelOf(buyer.account)).toBe(2)
  expect(await hub.profiles.certificatesOf(buyer.account, 0, 10)).toEqual([
    { ...certificate, id, issuer: deployer.account, counts: true },
  ])
  await buyer.close((await buyer.take(ask, 0n)).deal)
  expect(await codeOf(hub.profiles.revoke(id))).toBe('CERTIFICATE_NOT_YOURS')
  await buyer.profiles.remove(id)
  expect(await codeOf(buyer.profiles.remove(id))).toBe('CERTIFICATE_UNKNOWN')
  expect(await hub.profiles.levelOf(buyer.account)).toBe(1)
})

test('validators are set by a majority of those of the highest level', async () => {
  expect(await deployer.profiles.validatorLevelOf(hub.account)).toBe(0)
  expect(await codeOf(hub.profiles.approveValidator(hub.account, 4))).toBe('VALIDATOR_CHANGE_REFUSED')
  await deployer.profiles.approveValidator(hub.account, 4)
  expect(await deployer.profiles.validatorLevelOf(hub.account)).toBe(4)
  await deployer.profiles.approveValidator(hub.account, 0)
  expect(await codeOf(deployer.profiles.approveValidator(hub.account, 0))).toBe('VALIDATOR_CHANGE_REFUSED')
  await deployer.profiles.retractApproval(hub.account, 0)
  expect(await deployer.profiles.validatorLevelOf(hub.account)).toBe(4)
})

test('a hub that lost its master is told from one that never had any, for two hours by the time of the chain', async () => {
  const { settlement } = buyer
  const [lost, never] = [await world.fundedClient(keyOf('a'), 0n), await world.fundedClient(keyOf('b'), 0n)]
  for (const each of [lost, never]) await each.announceMaster(master.account)
  await master.confirmHub(lost.account)
  expect(await settlement.removedForSeconds(lost.account)).toBeUndefined()
  for (const each of [lost, never]) await master.settlement.removeHub(each.account)
  await world.advance(100n)
  expect(await settlement.removedForSeconds(lost.account)).toBeGreaterThanOrEqual(100)
  expect(await settlement.removedForSeconds(lost.account)).toBeLessThan(200)
  // What was announced and not confirmed never sold anything.
  expect(await settlement.removedForSeconds(never.account)).toBeUndefined()
  await world.advance(7_200n)
  expect(await settlement.removedForSeconds(lost.account)).toBeUndefined()
})
