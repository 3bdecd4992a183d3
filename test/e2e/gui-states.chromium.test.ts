import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { ConnectRouter } from '@connectrpc/connect'
import { fail, writeDetails } from '@sonm/model'
import { sampleDeal, sampleOrder } from '@sonm/model/testing'
import {
  BidService,
  DealService,
  type DealStatusSchema,
  dealToMessage,
  type ExplainResponseSchema,
  type ListBidsResponseSchema,
  MarketDataService,
  MarketService,
  OfferSchema,
  type OpenDealRequest,
  type OpenDealResponseSchema,
  orderToMessage,
  type SearchRequest,
  type SearchResponseSchema,
  StatusService,
  signedOrderToMessage,
  TaskService,
  WalletService,
} from '@sonm/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser, type WatchedPage, watchedPage } from './browser.ts'
import { serveFakedNode } from './faked-node.ts'

const SNM = 10n ** 18n
const GIB = 2 ** 30
const HASH = `0x${'c'.repeat(64)}`
const HUBS = [`0x${'a'.repeat(40)}`, `0x${'b'.repeat(40)}`]
const [SILENT, SLOW] = [
  fail('MARKETPLACE_SILENT', { marketplace: HUBS[1]! }),
  fail('MARKETPLACE_SLOW', { marketplace: HUBS[1]!, seconds: 10 }),
].map(({ code, what }) => [{ marketplace: HUBS[1]!, code, what }])

/** What the node says to the calls of the page, and what it was asked. */
let search: (request: SearchRequest) => MessageInitShape<typeof SearchResponseSchema>
let openDeal: (request: OpenDealRequest) => MessageInitShape<typeof OpenDealResponseSchema>
let listBids: () => MessageInitShape<typeof ListBidsResponseSchema>
let silent: readonly string[]
let explain: () => MessageInitShape<typeof ExplainResponseSchema>
let deals: MessageInitShape<typeof DealStatusSchema>[]
let paid: readonly string[]
let browser: Browser
let node: Awaited<ReturnType<typeof serveFakedNode>>
let watched: WatchedPage

function unreachable(): never {
  const reasons = HUBS.map((hub) => `${hub}: The peer ${hub} cannot be reached: direct refused; relayed: no relay`)
  throw fail('MARKETPLACES_UNREACHABLE', { reasons: reasons.join('; ') })
}

function routes(router: ConnectRouter): void {
  router.service(MarketService, { search: (request) => search(request) })
  router.service(DealService, { openDeal: (request) => openDeal(request), listDeals: () => ({ deals }) })
  router.service(BidService, {
    listBids: () => listBids(),
    explain: () => explain(),
    listMarketplaces: () => ({
      marketplaces: HUBS.map((address) => ({ address, silentSinceMs: silent.includes(address) ? 1n : 0n })),
    }),
  })
  router.service(TaskService, { listTasks: () => ({}) })
  router.service(StatusService, {
    getStatus: () => ({ address: HUBS[0]!, marketContract: HUBS[1]!, chainId: 31_337n, marketplaces: HUBS }),
  })
  router.service(MarketDataService, {
    getPrices: () => ({ warnings: [...SILENT!, ...SLOW!], classes: [{ marketClass: 'cpu', volumeWei: '0' }] }),
    getMarketHistory: () => ({
      warnings: [...SILENT!, ...SLOW!],
      points: [1, 2, 3].map((price) => ({
        startSeconds: BigInt(price * 3600),
        closePerHour: String(BigInt(price) * SNM),
        volumeWei: '0',
      })),
    }),
  })
  router.service(WalletService, {
    getBalances: () => ({ ethWei: '1', snmWei: String(100n * SNM), marketFreeWei: '0', marketLockedWei: '0' }),
    planPayment: ({ kind, amount }) => ({
      kind,
      amount,
      balanceBefore: String(100n * SNM),
      balanceAfter: String(90n * SNM),
      feeWei: String(SNM / 1000n),
      maxFeeWei: String(SNM / 500n),
    }),
    deposit({ amountWei }) {
      paid = [...paid, amountWei]
      return {}
    },
  })
}

/** Offers that differ in their price: of the first SNM/h, and so on. */
function offers(prices: readonly number[]) {
  const details = writeDetails({
    resources: { cpuHundredths: 800, ramBytes: 16 * GIB, storageBytes: 100 * GIB, gpus: [] },
    architecture: 'amd64',
    executors: ['wasm'],
    locators: [],
  })
  return prices.map((price) =>
    create(OfferSchema, {
      orderHash: `0x${price}`,
      order: signedOrderToMessage({
        order: sampleOrder({ pricePerSecond: (BigInt(price) * SNM) / 3600n }),
        signature: `0x${'1'.repeat(130)}`,
        details,
      }),
    }),
  )
}

beforeAll(async () => {
  ;[browser, node] = await Promise.all([launchBrowser(), serveFakedNode(routes)])
})
beforeEach(async () => {
  search = () => ({ offers: offers([1]) })
  openDeal = unreachable
  listBids = unreachable
  explain = () => ({})
  silent = []
  deals = []
  paid = []
  watched = await watchedPage(browser, node.origin)
})
afterEach(async () => {
  await watched.page.context().close()
  // The browser tells of every answer that is an error.
  expect(watched.complaints.filter((line) => !/^console: Failed to load resource/.test(line))).toEqual([])
})
afterAll(async () => {
  await browser?.close()
  await node?.close()
})

async function open(name: string): Promise<Page> {
  const { page } = watched
  await page.goto(node.guiUrl)
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1 }).filter({ hasText: name }).waitFor()
  return page
}

test('a search that ended early is gone on from where it got to, and back', async () => {
  search = ({ cursor }) =>
    cursor === 'there' ? { offers: offers([3]) } : { offers: offers([1, 2]), truncated: true, nextCursor: 'there' }
  const page = await open('Market')
  await page.getByText('2 offers so far').waitFor()
  await page.getByRole('status').getByText('some that fit may be missing').waitFor()
  await page.getByRole('button', { name: 'Look further' }).click()
  await page.getByText('1 more offer', { exact: true }).waitFor()
  await page.getByText('3 SNM/h').waitFor()
  expect(await page.getByRole('button', { name: 'Look further' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Back to the first' }).click()
  await page.getByText('2 offers so far').waitFor()
})

test('nobody rents by what is not known to stand any more', async () => {
  const page = await open('Market')
  const rent = page.getByRole('button', { name: 'Rent' })
  await rent.waitFor()
  // A plan that cannot be made is a reason to look again.
  search = unreachable
  await rent.click()
  await page.getByRole('alert').getByText('No marketplace answers.').waitFor()
  await rent.and(page.locator(':disabled')).waitFor()
})

/** The market has these, and no other offer can be taken. */
function onlyThere(prices: readonly number[]): string[] {
  const opened: string[] = []
  search = () => ({ offers: offers(prices) })
  openDeal = ({ askHash, dryRun }) => {
    if (!prices.some((price) => askHash === `0x${price}`)) throw fail('ORDER_NOT_FOUND', { orderHash: HASH })
    if (!dryRun) opened.push(askHash)
    return { lockWei: '1', depositWei: '1', walletWei: '1', feeWei: '1', pricePerSecondWei: '1' }
  }
  return opened
}

test('an offer that was renewed meanwhile is planned anew, and one that is dearer now is gone', async () => {
  search = () => ({ offers: offers([3]) })
  const page = await open('Market')
  const rent = page.getByRole('table', { name: 'Offers' }).getByRole('button', { name: 'Rent' })
  await rent.waitFor()
  onlyThere([2])
  await rent.click()
  const plan = page.getByRole('dialog', { name: 'Rent this machine?' })
  await plan.getByText('has just renewed this offer').waitFor()
  expect(await plan.innerText()).toMatch(/Price\s+2 SNM\/h/)
  // It is renewed once more before the buyer agrees: he is asked again.
  const opened = onlyThere([1])
  await plan.getByRole('button', { name: 'Rent' }).click()
  await plan.getByText('1 SNM/h').waitFor()
  expect(opened).toEqual([])
  expect(onlyThere([4])).toEqual([])
  await plan.getByRole('button', { name: 'Rent' }).click()
  const alert = page.getByRole('alert')
  await alert.getByText('This offer was renewed or taken; the list is fresh now.').waitFor()
  expect(await page.locator('main').innerText()).not.toContain(HASH.slice(0, 30))
  await page.getByText('4 SNM/h').waitFor()
  await plan.waitFor({ state: 'hidden' })
  const taken = onlyThere([4])
  await rent.click()
  await plan.getByRole('button', { name: 'Rent' }).click()
  await page.getByRole('heading', { name: 'Deals', level: 1 }).waitFor()
  expect(taken).toEqual(['0x4'])
})

test('a failure of many peers is one line and what to do; the peers are shown on demand', async () => {
  const page = await open('Bids')
  const alert = page.getByRole('alert')
  await alert.waitFor()
  const [headline, todo, more] = (await alert.innerText()).split(/\n+/)
  expect(headline).toBe('No marketplace answers.')
  expect(todo).toMatch(/^Check the network connection/)
  expect(more).toBe('Details')
  expect(await alert.getByText(HUBS[1]!).isVisible()).toBe(false)
  await alert.getByText('Details').click()
  await alert.getByText(HUBS[1]!).waitFor()
  await alert.getByText('MARKETPLACES_UNREACHABLE').waitFor()
})

test('a chart reads out the latest, and what is pointed at', async () => {
  const page = await open('Prices')
  const chart = page.getByRole('figure').filter({ hasText: 'Price of an hour' })
  await chart.getByText('Deals 3 SNM/h').waitFor()
  await chart.locator('.u-over').hover()
  await chart.getByText('Deals 2 SNM/h').waitFor()
  await page.mouse.move(0, 0)
  await chart.getByText('Deals 3 SNM/h').waitFor()
  // It is drawn in the colours of the page, also of one that turns dark.
  const drawn = () => chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  const light = await drawn()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(drawn).not.toBe(light)
})

test('who does not answer is told once on each page, without a search', async () => {
  let searches = 0
  search = () => ({ total: ++searches })
  silent = HUBS.slice(1)
  const page = await open('Prices')
  await page.getByText('Deals 3 SNM/h').waitFor()
  expect(await page.getByText(/^Note: The marketplace 0x\S+ does not answer/).count()).toBe(1)
  expect(await page.getByText(/^Note: The marketplace 0x\S+ is slow, and offers .* may be missing/).count()).toBe(1)
  await page.getByRole('link', { name: 'Overview' }).click()
  const places = await page.getByRole('definition').filter({ hasText: 'does not answer' }).innerText()
  expect(places).toMatch(/^0x\w+…\w+\s+0x\w+…\w+\s+does not answer$/)
  await page.getByText('local chain 31337').waitFor()
  expect(await page.getByText('does not answer').count()).toBe(1)
  silent = HUBS
  await page.reload()
  await page.getByText('does not answer').nth(1).waitFor()
  expect(searches).toBe(0)
})

test('where nothing fits the smallest change is made by a press', async () => {
  search = ({ query }) =>
    query === 'cores>=8'
      ? { offers: offers([1]) }
      : { query: query || 'cores>=1', rejections: [{ requirement: 'cores>=99', count: 1, missedAlone: 1 }] }
  explain = () => ({ suggestions: [{ relax: [{ from: 'cores>=99', to: 'cores>=8' }], offers: 1 }] })
  const page = await open('Market')
  const box = page.getByRole('searchbox')
  await box.fill('cores>=99')
  await page.keyboard.press('Enter')
  await page.getByText('cores>=8 instead of cores>=99 (1 offer)').waitFor()
  await page.getByRole('button', { name: 'Search with it' }).click()
  await page.getByRole('button', { name: 'Rent' }).waitFor()
  expect(await box.inputValue()).toBe('cores>=8')
  search = () => ({})
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await page.getByText('what there was may be rented').waitFor()
})

test('a mistake is pointed at within a narrow screen, however far right it stands', async () => {
  const page = await open('Market')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('searchbox').fill('gpu.model=RTX_4090 gpu.count>=2 price<0.5USD/h country in [DE,IT] cors>=99')
  const { x = 0 } = (await page.getByText('^', { exact: true }).last().boundingBox()) ?? {}
  expect(x).toBeGreaterThan(0)
  expect(x).toBeLessThan(390)
})

test('a bid that no marketplace has is told apart from one that waits', async () => {
  const bid = (orderHash: string) => ({
    orderHash,
    bid: orderToMessage(sampleOrder({ side: 'bid' })),
    state: 'standing',
  })
  listBids = () => ({ bids: [bid('0x1'), { ...bid('0x2'), problem: '0x1: It does not answer.' }] })
  const page = await open('Bids')
  await page.getByText('being placed…').waitFor()
  await page.getByText('not placed yet').waitFor()
  await page.getByText('0x1: It does not answer.').waitFor()
  expect(await page.getByText('waiting for an offer').count()).toBe(0)
  silent = HUBS
  await page.reload()
  await page.getByText('No marketplace answers.').waitFor()
  await page.getByRole('button', { name: 'Place the bid' }).click()
  await page.getByRole('alert').getByText('Say what you pay at most.').waitFor()
})

test('what marketplaces were found at stands beside the offers that fit a bid', async () => {
  const bid = orderToMessage(sampleOrder({ side: 'bid' }))
  listBids = () => ({
    bids: [{ orderHash: '0x1', bid, state: 'standing', matches: offers([1]), warnings: SILENT! }],
  })
  const page = await open('Bids')
  await page.getByRole('button', { name: '1 fits' }).click()
  await page
    .getByRole('dialog')
    .getByText(/^Note: The marketplace 0x\S+ does not answer/)
    .waitFor()
})

test('a deal says what to start on it and what it costs, among the deals and where there is no task', async () => {
  deals = [{ deal: dealToMessage(sampleDeal({ id: 7n, pricePerSecond: SNM / 3600n })), state: 'open' }]
  const page = await open('Deals')
  for (const name of ['Deals', 'Tasks']) {
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    const next = page.getByRole('region', { name: 'What next' })
    await next.getByText('sonm task start 7 -f task.yaml').waitFor()
    expect(await next.innerText()).toContain('It costs 1 SNM/h, whether or not a task runs')
    await next.getByRole('button', { name: 'Copy' }).waitFor()
  }
  deals = []
  await page.reload()
  await page.getByText('no machine to run one on').waitFor()
})

test('a deposit is planned before it is made, and the focus comes back where it was', async () => {
  const page = await open('Overview')
  const deposit = page.getByRole('button', { name: 'Deposit' })
  await deposit.click()
  const amount = page.getByRole('textbox', { name: 'Amount' })
  await amount.and(page.locator(':focus')).waitFor()
  await amount.fill('lots')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText("'lots' is no amount of money").waitFor()
  await page.keyboard.press('Escape')
  await deposit.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await amount.fill('10 SNM')
  await page.keyboard.press('Enter')
  const question = page.getByRole('dialog', { name: 'Deposit 10 SNM?' })
  expect(await question.innerText()).toMatch(/100 SNM now, 90 SNM after\s+Network fee\s+about 0\.001 ETH/)
  await question.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  expect(paid).toEqual([])
  await question.getByRole('button', { name: 'Deposit' }).click()
  await question.waitFor({ state: 'hidden' })
  expect(paid).toEqual([String(10n * SNM)])
})

test('an answer that is none of the node shows that the node does not answer', async () => {
  const { page } = watched
  await page.route('**/sonm.v1.*/**', (route) => route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }))
  await page.goto(node.guiUrl)
  await page.getByRole('alert').getByText('The node does not answer.').waitFor()
  await page.unroute('**/sonm.v1.*/**')
  await page.getByRole('heading', { name: 'Account' }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})
