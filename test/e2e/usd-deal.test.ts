import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processesWith } from './program.ts'
import { Town, until } from './town.ts'

const SNM = 10n ** 18n
/** 0.036 USD an hour, which is a whole number of 1e-18 USD a second. */
const USD_PER_SECOND = 10n ** 13n
const town = new Town({ hub: ['--bill-interval', '1s'] })
const call = town.call.bind(town)

const PLAN = `duration: 2h
price: 0.036 USD/h
bond: 3 SNM
resources:
  cpu: { cores: 0.5 }
  ram: { size: 256MiB }
  storage: { size: 256MiB }
`

beforeAll(async () => {
  await town.startChain()
  writeFileSync(join(town.homePath, 'ask-plan.yaml'), PLAN)
  await town.startRoles()
})

afterAll(async () => {
  await town.stop()
  expect(processesWith(town.homePath)).toEqual([])
})

/** A command that must succeed; what it prints. */
async function text(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await call(...words)
  expect({ code, stderr }, words.join(' ')).toMatchObject({ code: 0 })
  return stdout
}

/** What the chain says of the deal, bills in their order. */
async function history() {
  const events = await town.events()
  return {
    opened: events.flatMap((event) => (event.kind === 'dealOpened' ? [event.deal] : [])),
    bills: events.flatMap((event) => (event.kind === 'dealBilled' ? [event] : [])),
    closed: events.flatMap((event) => (event.kind === 'dealClosed' ? [event] : [])),
  }
}

test('an offer in USD is found by its price, taken under a cap, billed by the rate of the day, and closed', async () => {
  await town.untilOffered()
  expect((await town.api.market.search({ query: 'price<0.03USD/h' })).offers).toHaveLength(0)
  // 0.036 USD are 0.72 SNM, at 0.05 USD for one.
  expect((await town.api.market.search({ query: 'price<0.72SNM/h' })).offers).toHaveLength(0)
  expect((await town.api.market.search({ query: 'price<=0.72SNM/h' })).offers).toHaveLength(1)
  expect(await text('market', 'search', '--where', 'price<0.5USD/h')).toMatch(/~0\.72 +0\.036/)

  const planned = await text('deal', 'open', '--max-price', '0.036 USD/h', '--duration', '1h', '--dry-run')
  expect(planned).toContain('price       0.036 USD/h (0.72 SNM/h now), by the second\n')
  expect(planned).toContain('1 USD is    20 SNM now, as each bill finds it; at most 24 SNM\n')
  expect(planned).toContain('held ahead  0.72 SNM;')

  const before = await town.wealth()
  const shown = await text('deal', 'open', '--max-price', '0.036 USD/h', '--duration', '1h', '--yes')
  expect(shown).toContain('price       0.036 USD/h (0.72 SNM/h now)\n')
  expect(shown).toContain('bond        3 SNM')
  const [deal] = (await history()).opened
  expect(deal).toMatchObject({
    usdPerSecond: USD_PER_SECOND,
    pricePerSecond: 20n * USD_PER_SECOND,
    snmPerUsdCap: 24n * SNM,
    lockedWei: 3_600n * 20n * USD_PER_SECOND,
    bondWei: 3n * SNM,
  })

  // SNM falls to 0.04 USD: a USD would cost 25, which is above the cap.
  await text('chain', 'price', '--report', '0.04', '--yes')
  const billedAtCap = await until(
    async () => (await history()).bills.find(({ money }) => money.pricePerSecond === 24n * USD_PER_SECOND),
    (bill) => bill !== undefined,
    'the hub bills at the cap',
  )
  expect(billedAtCap!.dealId).toBe(deal!.id)

  expect(await text('deal', 'close', String(deal!.id), '--yes')).toContain(`Deal ${deal!.id}: closed`)
  const { bills, closed } = await history()
  // Each bill pays the time before it at the price of the bill before.
  let [price, untilSeconds, paid] = [deal!.pricePerSecond, deal!.billedUntilSeconds, 0n]
  for (const { paidWei, money } of bills) {
    expect(paidWei).toBe((money.billedUntilSeconds - untilSeconds) * price)
    paid += paidWei
    ;[price, untilSeconds] = [money.pricePerSecond, money.billedUntilSeconds]
  }
  expect(closed).toHaveLength(1)
  expect(closed[0]!.paidWei).toBe((closed[0]!.timestampSeconds - untilSeconds) * price)
  expect(await town.api.deals.getDeal({ dealId: deal!.id })).toMatchObject({
    state: 'closed',
    paidWei: String(paid + closed[0]!.paidWei),
    deal: { usdPerSecond: String(USD_PER_SECOND) },
  })
  expect(await town.wealth()).toBe(before)
})
