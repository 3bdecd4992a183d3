import { join } from 'node:path'
import { systemClock } from '@sonm/common'
import { type Address, checksumAddress } from '@sonm/model'
import {
  type DevnetHandle,
  followTask,
  launchDevnet,
  openHome,
  type PreparedTask,
  prepareRenderTask,
  startTask,
  waitForOffers,
} from '@sonm/sonm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser, type WatchedPage, watchedPage } from './browser.ts'
import { changedRender } from './changed-render.ts'
import { temporaryFolder } from './program.ts'

const folder = temporaryFolder()
const ending = new AbortController()
const { signal } = ending
const opened: WatchedPage[] = []
/** What the browser itself writes when a request fails; a test that makes requests fail takes it for granted. */
const FAILED_REQUEST = /^console: Failed to load resource/
let failuresExpected = false
let browser: Browser
let net: DevnetHandle
let render: PreparedTask

beforeAll(async () => {
  const home = openHome(join(folder.path, 'home'))
  ;[browser, net, render] = await Promise.all([
    launchBrowser(),
    launchDevnet({ home, clock: systemClock, signal }),
    prepareRenderTask(),
  ])
  await waitForOffers(net.api, {}, systemClock, signal)
})

afterEach(async () => {
  const complaints = opened.flatMap((each) => each.complaints)
  const unexpected = complaints.filter((line) => !(failuresExpected && FAILED_REQUEST.test(line)))
  for (const { page } of opened.splice(0)) await page.context().close()
  failuresExpected = false
  expect(unexpected).toEqual([])
})

afterAll(async () => {
  await browser?.close()
  ending.abort()
  await net?.stop()
  folder.remove()
})

async function newPage(): Promise<Page> {
  const watched = await watchedPage(browser, origin())
  opened.push(watched)
  return watched.page
}

async function openGui(name: 'Overview' | 'Market' | 'Bids' | 'Prices' | 'Deals' | 'Tasks'): Promise<Page> {
  const page = await newPage()
  await page.goto(net.guiUrl)
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  return page
}

const origin = () => new URL(net.guiUrl).origin
const cells = (page: Page, table: string) =>
  page.getByRole('table', { name: table }).getByRole('row').nth(1).getByRole('cell').allInnerTexts()
const short = (address: string) => {
  const full = checksumAddress(address as Address)
  return `${full.slice(0, 8)}…${full.slice(-4)}`
}

async function openDeals() {
  return (await net.api.deals.listDeals({})).deals
}

/** The deal that is open, or a new one: each test can run alone. */
async function someDealId(): Promise<bigint> {
  const [status] = await openDeals()
  if (status?.deal) return status.deal.id
  await waitForOffers(net.api, {}, systemClock, signal)
  return (await net.api.deals.openDeal({})).deal!.deal!.id
}

const renderTask = (tag: string, change: Record<string, unknown>) => changedRender(render, folder.path, tag, change)

test('the market is searched in the query language; a mistake is pointed at, and the answer explained', async () => {
  const page = await openGui('Market')
  const box = page.getByRole('searchbox', { name: 'What is wanted' })
  const search = page.getByRole('button', { name: 'Search' })
  await box.fill('cores>=1 rma>=1GiB')
  await page.getByText("'rma' is no field; did you mean 'ram'?").waitFor()
  const [excerpt = '', caret = ''] = (await page.locator('#query-mistake pre').innerText()).split('\n')
  expect(excerpt.indexOf('rma')).toBe(caret.indexOf('^'))
  expect(await search.isDisabled()).toBe(true)
  // What the search before found is not what is written: nobody rents by it.
  const rent = page.getByRole('button', { name: 'Rent' })
  await rent.and(page.locator(':disabled')).waitFor()
  await box.fill('cores>=1 ram>=1GiB price<=1USD/h')
  await search.click()
  await rent.and(page.locator(':enabled')).waitFor()
  await page.getByText('1 offer', { exact: true }).waitFor()
  await page.getByRole('table', { name: 'Offers' }).getByRole('button', { name: 'Price' }).click()
  await page
    .getByRole('columnheader', { name: 'Price', exact: false })
    .and(page.locator('[aria-sort=ascending]'))
    .waitFor()
  await page.getByRole('checkbox', { name: 'Explain' }).check()
  await page.getByRole('region', { name: 'Explanation' }).getByText('reliability>=0.8').first().waitFor()
  await box.fill('gpu.count>=99')
  await search.click()
  await page.getByRole('table', { name: 'Turned away' }).getByText('gpu.count>=99').waitFor()
})

test('an address that is no page says so', async () => {
  const page = await newPage()
  await page.goto(net.guiUrl)
  await page.getByRole('heading', { name: 'Account' }).waitFor()
  await page.goto(`${origin()}/#/nope`)
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await page.getByRole('link', { name: 'overview', exact: true }).last().click()
  await page.getByRole('heading', { name: 'Account' }).waitFor()
})

test('the token is taken from the link, and is in the address and the history no more', async () => {
  const page = await newPage()
  await page.goto(net.guiUrl)
  await page.getByRole('heading', { name: 'Account' }).waitFor()
  expect(page.url()).toBe(`${origin()}/#/`)
  await page.goBack()
  expect(page.url()).not.toContain('token')
  await page.goForward()
  await page.reload()
  await page.getByRole('heading', { name: 'Account' }).waitFor()
})

test('the overview shows what the account has, in whole units', async () => {
  const page = await openGui('Overview')
  const balances = page.getByRole('region', { name: 'Balances' })
  await balances.waitFor()
  const [wallet, , , ether] = await balances.locator('.figure').allInnerTexts()
  expect(wallet).toBe('1\u202f000 SNM')
  expect(ether).toMatch(/^(100|99\.\d+) ETH$/)
  await page.getByText(checksumAddress(net.buyer as Address)).waitFor()
})

test('renting shows the plan first, then the deal among the deals', async () => {
  const page = await openGui('Market')
  const rent = page.getByRole('button', { name: 'Rent' })
  await rent.waitFor()
  const [supplier, score, cores, ram, disk, , benchmark, runs, duration, price] = await cells(page, 'Offers')
  expect(supplier).toMatch(new RegExp(`^${short(net.master)}`))
  expect(disk).toMatch(/^\d+(\.\d+)? GiB$/)
  expect(duration).toBe('spot')
  expect(Number(cores)).toBeGreaterThan(0)
  expect(ram).toMatch(/^\d+(\.\d+)? [GT]iB$/)
  expect(Number(benchmark!.replaceAll('\u202f', ''))).toBeGreaterThan(0)
  expect(runs).toContain('wasm')
  expect(score).toBe('95 %')
  expect(price).toMatch(/^1 SNM\/h\s+≈ 0\.05 USD\/h$/)
  await rent.click()
  const plan = page.getByRole('dialog', { name: 'Rent this machine?' })
  await plan.waitFor()
  expect(await plan.innerText()).toMatch(/Price\s+1 SNM\/h\s+Held at first\s+1 SNM\s+Moved from the wallet\s+1 SNM/)
  expect(await openDeals()).toEqual([])
  await plan.getByRole('button', { name: 'Cancel' }).click()
  expect(await openDeals()).toEqual([])
  await rent.click()
  await plan.getByRole('button', { name: 'Rent' }).click()
  await page.getByRole('heading', { name: 'Deals' }).waitFor()
  await page.getByRole('table', { name: 'Deals' }).waitFor()
  const [status] = await openDeals()
  const [id, state, paidTo, began, dealPrice, , , due, held] = await cells(page, 'Deals')
  expect([id, state, paidTo]).toEqual([String(status!.deal!.id), 'open', short(net.master)])
  expect(began).toMatch(/^\d{1,2} \w{3,4} \d{4}, \d\d:\d\d\s+spot$/)
  expect([dealPrice, held]).toEqual(['1 SNM/h', '1 SNM'])
  expect(due).toMatch(/^0(\.\d+)? SNM$/)
})

test('a task shows its progress and its log, and ends when it is told to', async () => {
  const dealId = await someDealId()
  // Long enough to be watched on any machine: it ends because it is stopped.
  const longId = await startTask(net.api, dealId, await renderTask('long', { samples: 256 }), () => {}, signal)
  const page = await openGui('Tasks')
  const row = page.getByRole('row').filter({ hasText: longId.slice(0, 8) })
  await row.getByText('running').waitFor()
  await row.getByText(/^[1-9]\d* %$/).waitFor()
  expect(Number(await row.getByRole('progressbar').getAttribute('value'))).toBeGreaterThan(0)
  await row.getByRole('button', { name: 'Logs' }).click()
  const log = page.getByRole('dialog').getByRole('log')
  await log.getByText('progress 0.01').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await row.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the task' }).click()
  await row.getByText('stopped').waitFor()
})

test('a task that is done says so, and its log is complete', async () => {
  const dealId = await someDealId()
  const task = await renderTask('short', { width: 64, height: 40, samples: 1 })
  const taskId = await startTask(net.api, dealId, task, () => {}, signal)
  await followTask(net.api, taskId, () => {}, { signal })
  const page = await openGui('Tasks')
  const row = page.getByRole('row').filter({ hasText: taskId.slice(0, 8) })
  await row.getByText('done').waitFor()
  await row.getByRole('button', { name: 'Logs' }).click()
  await page.getByRole('dialog').getByText('The log is complete.').waitFor()
  expect(await page.getByRole('log').innerText()).toMatch(/progress 1\.00\n?$/)
})

test('closing a deal asks first, then shows it closed with what was paid', async () => {
  const dealId = await someDealId()
  const page = await openGui('Deals')
  await page.getByRole('button', { name: 'Close' }).click()
  const question = page.getByRole('dialog', { name: `Close deal ${dealId}?` })
  expect(await question.innerText()).toMatch(/To pay now, about\s+[\d.]+ SNM\s+Comes back, about\s+[\d.]+ SNM/)
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'hidden' })
  expect(await openDeals()).toHaveLength(1)
  await page.getByRole('button', { name: 'Close' }).click()
  await question.getByRole('button', { name: 'Close the deal' }).click()
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: String(dealId), exact: true }) })
  await row.getByText('closed').waitFor()
  const { paidWei, billedSeconds, state } = await net.api.deals.getDeal({ dealId })
  expect(state).toBe('closed')
  const [, , , , , billed, paid, , held] = await row.getByRole('cell').allInnerTexts()
  expect(paid).toMatch(/^0\.\d+ SNM$/)
  expect(Number.parseFloat(paid!)).toBeCloseTo(Number(paidWei) / 1e18, 6)
  expect(billed).toBe(billedSeconds < 60n ? `${billedSeconds}s` : expect.stringMatching(/^\d+m( \d+s)?$/))
  expect(held).toBe('0 SNM')
})

test('prices are shown as a table and over time', async () => {
  // Its history begins with a sale.
  const { deals } = await net.api.deals.listDeals({ withClosed: true })
  if (deals.length === 0) await net.api.deals.closeDeal({ dealId: await someDealId() })
  const page = await openGui('Prices')
  const table = page.getByRole('table', { name: 'Prices' })
  await table
    .getByRole('row')
    .filter({ hasText: 'CPU, one core' })
    .getByText(/^\d[\d.]* SNM\/h$/)
    .first()
    .waitFor()
  // A sale may be too early to be told by class.
  await page.getByRole('button', { name: 'Everything' }).click()
  for (const name of ['Minutes', 'Days', 'Hours']) {
    const interval = page.getByRole('button', { name })
    await interval.click()
    await interval.and(page.locator('[aria-pressed=true]')).waitFor()
    await page.getByRole('img', { name: 'Paid by buyers' }).locator('canvas').waitFor()
  }
  await page
    .getByRole('figure')
    .getByText(/^Paid \d[\d.]* SNM$/)
    .waitFor()
})

test('a bid that is placed shows what fits it, and can be cancelled', async () => {
  await waitForOffers(net.api, {}, systemClock, signal)
  const page = await openGui('Bids')
  const place = async (price: string) => {
    await page.getByLabel('Pay at most').fill(price)
    await page.getByRole('button', { name: 'Place the bid' }).click()
  }
  const question = page.getByRole('dialog', { name: 'Place this bid?' })
  const agree = () => question.getByRole('button', { name: 'Place the bid' }).click()
  await page.getByLabel('RAM').fill('1GiB')
  await place('a lot')
  await page.getByRole('alert').getByText("'a lot' is no amount of money").waitFor()
  await place('0.5 SNM/h')
  expect(await question.innerText()).toMatch(/Costs\s+0\.5 SNM\/h at most[\s\S]*Held at first\s+0\.5 SNM/)
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect((await net.api.bids.listBids({})).bids).toEqual([])
  await place('0.5 SNM/h')
  await agree()
  const low = page.getByRole('row').filter({ hasText: '0.5 SNM/h' })
  await low.getByText('none yet').waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await place('1 SNM/h')
  await agree()
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: '1 SNM/h', exact: true }) })
  await row.getByRole('button', { name: '1 fits' }).click()
  const matches = page.getByRole('dialog', { name: 'What fits this bid' })
  await matches.getByRole('button', { name: 'Rent' }).click()
  const plan = page.getByRole('dialog', { name: 'Rent this machine?' })
  await plan.getByRole('region', { name: 'The supplier’s record' }).getByText('Rented by').waitFor()
  expect(await plan.innerText()).toMatch(/Price\s+1 SNM\/h/)
  await plan.getByRole('button', { name: 'Cancel' }).click()
  await matches.getByRole('button', { name: 'Close' }).click()
  for (const each of [low, row]) {
    await each.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the bid' }).click()
    await each.getByText('cancelled, still binding').waitFor()
  }
  const { bids } = await net.api.bids.listBids({})
  expect(bids.map(({ state, isBinding }) => [state, isBinding])).toEqual([
    ['cancelled', true],
    ['cancelled', true],
  ])
  await low.getByRole('button', { name: 'Cancel on the chain' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel it on the chain?' })
  await dialog.getByText(/costs about .* ETH/).waitFor()
  await dialog.getByRole('button', { name: 'Cancel on the chain' }).click()
  await low.getByText('cancelled', { exact: true }).waitFor()
  expect(await openDeals()).toEqual([])
})

test('a bid that rents by itself asks first, and leads to a deal', async () => {
  await waitForOffers(net.api, {}, systemClock, signal)
  const page = await openGui('Bids')
  await page.getByLabel('Pay at most').fill('2 SNM/h')
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Place the bid' }).click()
  const question = page.getByRole('dialog', { name: 'Place this bid?' })
  expect(await question.innerText()).toContain('2 SNM/h at most')
  await question.getByRole('button', { name: 'Place the bid' }).click()
  await page.getByRole('table', { name: 'Bids' }).getByText('rented').waitFor()
  const [status] = await openDeals()
  expect(BigInt(status!.deal!.pricePerSecond) * 3600n).toBeLessThan(2n * 10n ** 18n)
  await net.api.deals.closeDeal({ dealId: status!.deal!.id })
  await waitForOffers(net.api, {}, systemClock, signal)
})

test('every page fits a phone and a desk, and shows no wei', async () => {
  await waitForOffers(net.api, {}, systemClock, signal)
  const page = await openGui('Overview')
  const shows = async (element: ReturnType<Page['locator']>) => {
    await element.first().waitFor()
    const text = await page.locator('body').innerText()
    expect(text.replace(/0x[0-9a-fA-F]+/g, '')).not.toMatch(/\d{12}|wei|undefined|NaN/i)
    for (const width of [390, 800, 1000, 1200]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
  }
  await shows(page.getByRole('heading', { name: 'Account' }))
  await page.getByRole('link', { name: 'Market' }).click()
  await shows(page.getByRole('button', { name: 'Rent' }))
  await page.getByRole('link', { name: 'Bids' }).click()
  await shows(page.getByRole('form', { name: 'Place a bid' }))
  await page.getByRole('link', { name: 'Prices' }).click()
  await page.getByRole('button', { name: 'Everything' }).click()
  await shows(page.getByRole('img', { name: 'Paid by buyers' }))
  await page.getByRole('link', { name: 'Deals' }).click()
  await page.getByRole('checkbox').check()
  await shows(page.getByText('closed', { exact: true }))
  await page.getByRole('link', { name: 'Tasks' }).click()
  await shows(page.getByRole('button', { name: 'Logs' }))
  await page.getByRole('button', { name: 'Logs' }).first().click()
  await shows(page.getByRole('log').getByText('progress 0.'))
})

test.each([
  ['missing', '/', 'lets nobody in without the token'],
  ['wrong', '/#token=0123456789abcdef', 'does not accept the token of this link'],
])('a %s token shows what to do, and nothing of the account', async (_, path, text) => {
  failuresExpected = true
  const page = await newPage()
  await page.goto(origin() + path)
  await page.getByText(text).waitFor()
  await page.getByText('sonm node start').waitFor()
  for (const name of ['Market', 'Bids', 'Prices', 'Deals', 'Tasks', 'Overview']) {
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('link', { name, exact: true }).and(page.locator('[aria-current]')).waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/SNM|0x|\d/)
  }
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  // The right link in the same tab lets in.
  await page.goto(net.guiUrl)
  await page.getByRole('heading', { name: 'Account' }).waitFor()
})

test('a node that has ended shows what to start, beside what was known', async () => {
  failuresExpected = true
  const page = await openGui('Overview')
  await page.getByRole('heading', { name: 'Account' }).waitFor()
  await net.stop()
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.innerText()).toMatch(/The node does not answer\.\s+Start it with sonm node start/)
  await page.getByRole('heading', { name: 'Account' }).waitFor()
})
