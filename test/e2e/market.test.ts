import { create, toBinary } from '@bufbuild/protobuf'
import { Code, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import { fromHex, type Hex, signerFromPrivateKey } from '@sonm/model'
import { openWebSession } from '@sonm/network/browser'
import { HubService, StatusService, SupplierService, TaskPortSchema } from '@sonm/protocol'
import { hashMessage, hexToBytes } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, MarketTown, ownAddress } from './market-town.ts'
import { processesWith, start } from './program.ts'
import { pressCtrlC } from './quickstart-place.ts'
import { until } from './town.ts'

const SNM = 10n ** 18n
const slice = 'resources: { cpu: { cores: 0.5 }, ram: { size: 256MiB }, storage: { size: 256MiB } }\n'
const planText = (price: string) => `duration: 2h\nprice: ${price}\n${slice}`
const bidText = (price: string) => `price: ${price}\nduration: 1h\nresources: { benchmarks: { ram-size: 128MiB } }\n`
/** In 1e-18 a second, of a price in SNM or USD for an hour in tenths: rounded up, as plans are. */
const perSecond = (tenths: bigint) => (tenths * SNM + 35_999n) / 36_000n
/** Whose page calls the node, besides its own account. */
const phone = signerFromPrivateKey(fromHex(`0x${'33'.repeat(32)}`))

let net: MarketTown
let web: string
let hubWeb: string
const ORIGIN = 'https://app.example.org'

beforeAll(async () => {
  const [webPort, hubWebPort] = [await freePort(), await freePort()]
  web = `http://127.0.0.1:${webPort}`
  hubWeb = `http://127.0.0.1:${hubWebPort}`
  net = new MarketTown()
  // A table that has this machine in another country than the hub says; of loopback nobody knows the country.
  const countries = net.file('countries.csv', '1.0.0.0,126.255.255.255,FR\n128.0.0.0,223.255.255.255,FR\n')
  // 0.1 USD are 2 SNM, at the 0.05 USD for one of the local network.
  await net.start({
    plan: planText('1 SNM/h'),
    market: ['--ip-countries', countries],
    hub: [
      ...['--country', 'DE', '--plan', net.file('usd.yaml', planText('0.1 USD/h'))],
      ...['--web-port', `${hubWebPort}`, '--web-origin', ORIGIN],
    ],
    node: ['--web-port', `${webPort}`, '--web-account', phone.address],
  })
  await until(offers, (found) => found.length === 2, 'both plans are offered')
})

afterAll(async () => {
  await net.stop()
  expect(processesWith(net.town.homePath)).toEqual([])
})

const offers = async () => (await net.town.api.market.search({ query: 'country=any' })).offers
const call = (...words: string[]) => net.town.call(...words)

async function json(...words: string[]) {
  const { code, stdout, stderr } = await call(...words, '--out', 'json')
  expect({ code, stderr }, words.join(' ')).toMatchObject({ code: 0 })
  return JSON.parse(stdout)
}

/** The first line that a command prints which goes on until Ctrl-C, as JSON. */
async function firstOf(...words: string[]) {
  const running = start([...words, '--out', 'json'], { env: net.town.env })
  const [text] = await running.until(/^\{\n[\s\S]*?\n\}$/m)
  pressCtrlC(running)
  expect((await running.ended).code).toBe(130)
  return JSON.parse(text)
}

test('a search by the query language is sorted and explained, and a country is held against the address', async () => {
  const query = 'ram>=128MiB price<=2.1SNM/h country=any'
  const [found, reversed, text] = await Promise.all([
    json('market', 'search', query, '--order', 'price,-reliability', '--explain'),
    json('market', 'search', query, '--order', '-price', '--no-defaults'),
    call('market', 'search', 'ram>=1TiB'),
  ])
  const prices = ({ offers }: typeof found) =>
    offers.map(({ order: { order } }: never) => (order as { denomination: string }).denomination.slice(-3))
  // 0.1 USD are 2 SNM.
  expect([prices(found), prices(reversed)]).toEqual([
    ['SNM', 'USD'],
    ['USD', 'SNM'],
  ])
  expect(found).toMatchObject({ total: 2, usdPerSnm: String(SNM / 20n), warnings: [] })
  expect(found.query).toBe('ram>=128MiB price<=2.1SNM/h reliability>=0.8 executor in [container,wasm]')
  expect(found.defaults).toEqual(['reliability>=0.8', 'executor in [container,wasm]'])
  expect(reversed.defaults).toEqual([])
  expect(found.offers[0].satisfied).toContain('ram>=128MiB: 256MiB')
  const checked = ownAddress() === '127.0.0.1' ? 'unknown' : 'contradicts'
  expect(found.offers[0]).toMatchObject({ countryChecked: checked, supplier: net.town.master })
  expect(text.stdout).toMatch(/^No offer fits\. Turned away are\n {2}2 for ram>=1TiB/)
})

test('fields, prices in both currencies, and the reason why nothing fits are told', async () => {
  const [fields, why, bad] = await Promise.all([
    json('market', 'fields'),
    json('market', 'why', 'ram>=1TiB'),
    call('market', 'search', 'gpu.memroy>=24GiB'),
  ])
  const { units } = fields.find(({ name }: { name: string }) => name === 'ram')
  expect(units).toContain('GiB')
  expect(why).toMatchObject({ fitting: 0, rejections: [{ requirement: 'ram>=1TiB', count: 2 }] })
  expect(why.suggestions[0]).toMatchObject({ relax: [{ from: 'ram>=1TiB', to: 'ram>=256MiB' }], offers: 2 })
  expect(bad.stderr).toContain("error QUERY_INVALID: At character 1 of the query: 'gpu.memroy' is no field")
  // A marketplace goes through its book every 10 s.
  const ofCores = await until(
    async () => (await net.town.api.data.getPrices({})).classes.find(({ marketClass }) => marketClass === 'cpu'),
    (one) => one?.offeredHundredths === 100n,
    'both slices are counted',
  )
  const { classes, warnings } = await json('market', 'prices')
  // Half a core each: an hour of a core costs twice as much.
  const [inSnm, inUsd] = [2n * perSecond(10n) * 3600n, 2n * perSecond(1n) * 3600n].map(String)
  expect(classes).toMatchObject([{ marketClass: 'cpu', bestPerHour: inSnm, bestUsdPerHour: inUsd, suppliersUsd: 1 }])
  expect(ofCores).toMatchObject({ medianPerHour: inSnm, medianUsdPerHour: inUsd, suppliers: 1 })
  expect(warnings).toEqual([])
})

test('the hub is found by a locator that follows another, and reached by a relay of its own', async () => {
  const { hub, relay } = net
  const [status, ping, trace] = await Promise.all([
    json('network', 'status'),
    json('network', 'ping', hub.address, '--count', '2'),
    json('network', 'trace', hub.address),
  ])
  expect(status.relays).toContainEqual(expect.objectContaining({ relay: relay.peer, answers: true }))
  expect(status).toMatchObject({ nat: 'none' })
  expect(ping.peer).toMatchObject({ address: hub.address, path: 'direct' })
  expect(ping.roundTripsUs).toHaveLength(2)
  const ways = trace.paths as { path: string; via: string; reached: boolean }[]
  expect(ways).toContainEqual(expect.objectContaining({ path: 'direct', reached: true }))
  expect(ways).toContainEqual(expect.objectContaining({ path: 'relayed', via: `relay:${relay.peer}`, reached: true }))
})

/** As a page opens it, whose wallet is this one. */
async function webSession(url: string, signer: typeof phone) {
  const signText = async (text: string): Promise<Hex> =>
    `0x${Buffer.from(await signer.sign(hexToBytes(hashMessage(text)))).toString('hex')}`
  const session = await openWebSession(url, { address: signer.address, signText })
  return { session, transport: createConnectTransport({ baseUrl: url, interceptors: [session.interceptor] }) }
}

test('a page whose account is named uses the node over its web port, and no other does', async () => {
  const statusAs = async (signer: typeof phone) =>
    createClient(StatusService, (await webSession(web, signer)).transport).getStatus({})
  const { address } = await net.town.api.status.getStatus({})
  expect(await statusAs(phone)).toMatchObject({ address })
  const stranger = signerFromPrivateKey(fromHex(`0x${'44'.repeat(32)}`))
  await expect(statusAs(stranger)).rejects.toThrow(/it serves its own accounts alone/)
})

test('a page reaches the hub over its web port as the account that signed, with the rights of any peer', async () => {
  const { session, transport } = await webSession(hubWeb, phone)
  expect(session.server).toBe(net.hub.address)
  expect((await createClient(HubService, transport).listTasks({})).tasks).toEqual([])
  await expect(createClient(SupplierService, transport).getStatus({})).rejects.toMatchObject({
    code: Code.PermissionDenied,
  })
  const unsigned = createClient(HubService, createConnectTransport({ baseUrl: hubWeb }))
  await expect(unsigned.listTasks({})).rejects.toMatchObject({ code: Code.Unauthenticated })
  // The tunnel comes to the hub, which knows no such task; without the session it would not.
  const noTask = toBinary(TaskPortSchema, create(TaskPortSchema, { taskId: 'none', port: 1, protocol: 'tcp' }))
  await expect(session.openTunnel('sonm.task-port', noTask)).rejects.toThrow(/refuses the tunnel/)
  const challenge = (origin: string) => fetch(`${hubWeb}/.sonm/challenge`, { headers: { origin } })
  const { status, headers } = await challenge(ORIGIN)
  expect([status, headers.get('access-control-allow-origin')]).toEqual([200, ORIGIN])
  expect((await challenge('https://elsewhere.example.org')).status).toBe(403)
})

test('a bid is placed when its price was shown, fits, and is cancelled for good on the chain', async () => {
  const file = net.file('dear.yaml', bidText('1.5 SNM/h'))
  const [plan, unasked, late, poor] = await Promise.all([
    call('bid', 'place', '-f', file, '--dry-run'),
    call('bid', 'place', '-f', file),
    call('bid', 'place', '-f', file, '--for', '2h', '--yes'),
    call('bid', 'place', '-f', net.file('too-dear.yaml', bidText('99999 SNM/h')), '--yes'),
  ])
  expect(plan.stdout).toMatch(/^costs {7}at most 1\.5 SNM \(about 0\.08 USD\), for 1h$/m)
  expect(plan.stdout).toMatch(/^held ahead {2}at most 1\.5 SNM /m)
  // The plan takes a while to make, and the hour began with it.
  expect(plan.stdout).toMatch(/^binds {7}until .*, for (1h|59m)$/m)
  expect(unasked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/at most 1\.5 SNM[\s\S]*--yes/) })
  expect(late.stderr).toContain('error INPUT_INVALID: --for: marketplaces keep a bid for 60 min at most.')
  // Marketplaces would refuse it: nothing is signed, and nothing is moved.
  expect(poor).toMatchObject({ code: 4, stderr: expect.stringMatching(/^too little [\s\S]*error SNM_INSUFFICIENT/m) })
  expect((await net.town.api.bids.listBids({})).bids).toEqual([])
  expect(plan.stdout).toMatch(/^deposit {5}1\.5 SNM from the wallet into the market, before it is placed$/m)
  expect((await net.town.api.wallet.getBalances({})).marketFreeWei).toBe('0')

  const placed = await json('bid', 'place', '-f', file, '--for', '10m', '--yes')
  expect(placed).toMatchObject({ state: 'standing', isBinding: true, take: false })
  // As the plan has said: without that money no supplier could open the deal.
  expect((await net.town.api.wallet.getBalances({})).marketFreeWei).toBe(String(perSecond(15n) * 3600n))
  const { orderHash } = placed
  const ask = (await offers())[0]!.orderHash
  await until(
    () => net.town.api.bids.match({ order: { orderHash: ask } }),
    ({ offers }) => offers.length === 1,
    'the bid is at a marketplace that has the ask',
  )
  const [watched, byBid, byAsk, wanted, book] = await Promise.all([
    firstOf('bid', 'watch', orderHash),
    json('market', 'match', '--bid', file),
    json('market', 'match', '--ask', ask),
    firstOf('market', 'watch', '--bids'),
    firstOf('market', 'watch', 'price<=1SNM/h'),
  ])
  expect(watched).toMatchObject({ orderHash, state: 'standing' })
  expect(byBid.offers).toMatchObject([{ orderHash: ask }])
  expect(byAsk.offers).toMatchObject([{ orderHash, order: { order: { side: 'SIDE_BID' } } }])
  expect(wanted).toMatchObject({ sequence: '1', reset: true })
  expect(book.reset).toBe(true)

  const left = await call('bid', 'cancel', orderHash)
  expect(left.stdout).toContain('cancelled, still binding')
  expect(left.stderr).toContain(`bid cancel ${orderHash} --on-chain`)
  const refused = await call('bid', 'cancel', orderHash, '--on-chain')
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/nonce is used up[\s\S]*fee +about [\d.]+ ETH/),
  })
  const { bid, receipt } = await json('bid', 'cancel', orderHash, '--on-chain', '--yes')
  expect(bid).toMatchObject({ state: 'cancelled', isBinding: false, marketplaces: [] })
  const spent = (await net.town.events()).filter((event) => event.kind === 'nonceCancelled')
  expect(spent).toMatchObject([{ txHash: receipt.txHash, nonce: BigInt(placed.bid.nonce) }])
})

test('a standing bid takes the offer that comes later, and the chain has the deal', async () => {
  const [placed] = await Promise.all([
    json('bid', 'place', '-f', net.file('cheap.yaml', bidText('0.5 SNM/h')), '--take', '--yes'),
    net.startSupplier(),
  ])
  expect(placed).toMatchObject({ state: 'standing', take: true, matches: [] })
  await json('plan', 'create', '-f', net.file('cheap-plan.yaml', planText('0.4 SNM/h')), '--node', 'supplier')
  const taken = await until(
    async () => (await net.town.api.bids.listBids({})).bids[0]!,
    ({ state }) => state !== 'standing',
    'the bid ends',
  )
  expect(taken).toMatchObject({ orderHash: placed.orderHash, state: 'taken', isBinding: false })
  const { dealId } = taken
  const events = await net.town.events()
  expect(events.filter(({ kind }) => kind === 'dealOpened' || kind === 'bidFilled')).toMatchObject([
    {
      kind: 'dealOpened',
      deal: { id: dealId, hub: net.hub.address, pricePerSecond: perSecond(4n), durationSeconds: 3600n },
    },
    { kind: 'bidFilled', dealId, bidHash: placed.orderHash },
  ])
  const { bids } = await json('bid', 'list')
  expect(bids).toMatchObject([{ state: 'taken', dealId: String(dealId) }, { state: 'cancelled' }])
  await net.town.api.deals.closeDeal({ dealId })
})

test('what was sold stands in the history, and in the record of who sold it', async () => {
  const { deal } = await net.town.api.deals.openDeal({
    requirements: { query: 'price>=1SNM/h price<2SNM/h country=any' },
  })
  await net.town.api.deals.closeDeal({ dealId: deal!.deal!.id })
  await until(
    () => net.town.api.data.getSupplier({ address: net.town.master }),
    ({ deals, openDeals }) => deals === 2n && openDeals === 0n,
    'the marketplaces have heard of the end of the deals',
  )
  const [history, supplier, { suppliers }] = await Promise.all([
    json('market', 'history', 'cpu', '--interval', '1m'),
    json('market', 'supplier', net.hub.address),
    until(
      () => json('market', 'suppliers'),
      (answer) => answer.suppliers.length > 0,
      'the supplier has a score, and is listed',
    ),
  ])
  const sold = history.points.filter(({ deals }: { deals: string }) => deals !== '0')
  // Also the one whose offer was gone from the book as soon as it had come.
  expect(sold.reduce((sum: number, { deals }: { deals: string }) => sum + Number(deals), 0)).toBe(2)
  expect(sold.at(-1)).toMatchObject({ closePerHour: String(2n * perSecond(10n) * 3600n) })
  const { address: buyer } = await net.town.api.status.getStatus({})
  expect(supplier).toMatchObject({
    master: net.town.master,
    deals: '2',
    distinctBuyers: 1,
    buyers: [{ buyer, deals: 2 }],
  })
  const { master, earnedWei } = supplier
  expect(suppliers).toMatchObject([{ master, deals: '2', earnedWei }])
})

test('a marketplace that lacks what another one has is told, and what it lacks is found all the same', async () => {
  const { warnings, offers: shown } = await until(
    () => net.town.api.market.search({ query: 'country=any' }),
    (found) => found.warnings.length > 0 && found.offers.length === 3,
    'somebody is found to lack offers, and all three slices are for sale again',
  )
  expect(warnings).toMatchObject([{ marketplace: net.third.address, code: 'MARKETPLACE_LACKS' }])
  const told = await call('market', 'search', 'country=any')
  expect(told.stdout).toContain(`Note: The marketplace ${net.third.address} lacks offers that others have`)

  // The marketplace where the hub places its asks is gone; the one that follows it has them.
  await net.kill(net.first)
  const { offers: left } = await json('market', 'search', 'country=any')
  expect(left).toMatchObject(shown.map(({ orderHash }) => ({ orderHash })))
  const { marketplaces } = await json('market', 'marketplaces')
  const recordOf = (address: string) => marketplaces.find((each: { address: string }) => each.address === address)
  expect(Number(recordOf(net.first.address).failures)).toBeGreaterThan(0)
  expect(recordOf(net.second.address)).toMatchObject({ failures: '0', faults: [], honesty: 10_000 })
  expect(recordOf(net.third.address).faults).toMatchObject([{ code: 'MARKETPLACE_LACKS' }])
})
