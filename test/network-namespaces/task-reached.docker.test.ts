import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sleep, systemClock } from '@sonm/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../e2e/town.ts'
import { FollowedCount } from './followed-count.ts'
import { HomeRouter } from './home-router.ts'
import { MarketInNamespaces, type Pinged } from './market-in-namespaces.ts'
import { MovableHost } from './movable-host.ts'
import { Internet, publicAddress } from './namespaces.ts'

/**
 * One deal and one task in a container, while the machines of both sides are carried from network to network: in every one the
 * task's port is reached by a local port that was opened once, and what it prints is followed without a gap.
 */
const PARTITION_MS = 60_000
const HUB_PORT = 15_010
/** Far more than a relay carries for two peers without a deal, also where a link is so fast that much passes before it is counted. */
const LONG_MIB = 512

const internet = new Internet()
const supplier = new MovableHost(internet, 'supplier', 21)
const buyer = new MovableHost(internet, 'buyer', 22)
const supplierRouter = new HomeRouter(internet, 'supplier', 52)
const buyerRouter = new HomeRouter(internet, 'buyer', 53)
const market = new MarketInNamespaces(internet, {
  services: internet.publicHost('services', 51),
  relays: [internet.publicHost('relay1', 54), internet.publicHost('relay2', 55)],
  supplier: supplier.host,
  isWorkerOutside: true,
  buyer: buyer.host,
})
let dealId: string
let page: string
let printed: FollowedCount

beforeAll(async () => {
  await market.start()
  const file = join(market.folder.path, 'service.yaml')
  const script = [
    'mkdir -p /tmp/www',
    'echo reached >/tmp/www/index.html',
    // It takes no room, and at the reader's pace it lasts for minutes.
    `dd if=/dev/zero of=/tmp/www/long bs=1 count=0 seek=${LONG_MIB}M`,
    'httpd -p 8080 -h /tmp/www',
    'n=0; while echo $n; do n=$((n+1)); sleep 0.1; done',
  ].join('; ')
  const container = { image: process.env.SONM_TEST_IMAGE, command: ['sh', '-c', script], expose: ['8080/tcp'] }
  writeFileSync(file, JSON.stringify({ container }))
  const ran = await market.call('run', '-f', file, '--detach', '--yes', '--out', 'json')
  expect(ran).toMatchObject({ code: 0 })
  const { taskId, ...deal } = JSON.parse(ran.stdout)
  dealId = String(deal.dealId)
  const forwarded = JSON.parse((await market.call('task', 'forward', taskId, '8080', '--out', 'json')).stdout)
  page = `http://${forwarded.host}:${forwarded.port}`
  printed = new FollowedCount(market.follow('task', 'logs', taskId, '--follow', '--patience', '3m'))
})

afterAll(async () => {
  await market.stop()
  internet.remove()
})

/** Waits for the path that this topology gets, prints it, and reaches the task by it. @returns the way in words */
async function reached(topology: string, path: string): Promise<string> {
  const isSettled = ({ peer }: Pinged) => peer?.path === path
  const { peer, roundTripsUs } = await until(() => market.ping(), isSettled, `${topology} is reached ${path}`)
  const besides = (peer?.tried ?? []).map((way) => `not ${way.path} ${way.via}: ${way.reason}`)
  console.log([`${topology}: ${path}, ${peer?.via}, ${roundTripsUs?.[0]} us`, ...besides].join('\n  '))
  expect((await market.run('curl', '-s', `${page}/`).ended).stdout).toBe('reached\n')
  await printed.goesOn()
  return peer!.via
}

test('both public: direct', async () => {
  await reached('both public', 'direct')
})

test('IPv4 that leads nowhere between them: direct over IPv6', async () => {
  const [hubAddress, buyerAddress] = ['2001:db8::21', '2001:db8::22']
  supplier.host.run(`ip addr add ${hubAddress}/64 dev wan nodad`)
  buyer.host.run(`ip addr add ${buyerAddress}/64 dev wan nodad`)
  buyer.host.run(`iptables -A OUTPUT -d ${publicAddress(21)} -j DROP`)
  const via = await reached('IPv6 alone between them', 'direct')
  expect(via).toBe(`[${hubAddress}]:${HUB_PORT}`)
  buyer.host.run('iptables -F OUTPUT')
  for (const { host } of [supplier, buyer]) host.run('ip -6 addr flush dev wan scope global')
})

test('the hub gets another address: direct, there', async () => {
  const address = supplier.goPublic(23)
  const via = await reached('after the address of the hub has changed', 'direct')
  expect(via).toBe(`${address}:${HUB_PORT}`)
})

test('a partition of 60 s: direct afterwards', async () => {
  const rules = ['INPUT -i wan', 'OUTPUT -o wan']
  for (const rule of rules) supplier.host.run(`iptables -A ${rule} -j DROP`)
  await sleep(systemClock, PARTITION_MS)
  for (const rule of rules) supplier.host.run(`iptables -D ${rule} -j DROP`)
  await reached('after a partition of 60 s', 'direct')
})

test('the supplier behind a NAT: punched', async () => {
  supplier.goBehind(supplierRouter)
  await reached('supplier behind a NAT', 'punched')
})

test('both behind port-restricted NATs: punched', async () => {
  buyer.goBehind(buyerRouter)
  await reached('both behind port-restricted NATs', 'punched')
})

test('a NAT that gets another address: punched, through the new one', async () => {
  buyerRouter.rebind(56)
  await reached('after the NAT of the buyer was bound anew', 'punched')
})

test('a symmetric NAT on one side or on both: relayed', async () => {
  supplierRouter.become('symmetric')
  supplierRouter.rebind(57)
  await reached('supplier behind a symmetric NAT', 'relayed')
  buyerRouter.become('symmetric')
  buyerRouter.rebind(58)
  await reached('both behind symmetric NATs', 'relayed')
  // In one connection, so that it is the deal that carries it: without one the relay cuts it off.
  const paid = market.run('curl', '-s', '-o', '/dev/null', '-w', '%{size_download}', `${page}/long`)
  expect(await paid.ended).toMatchObject({ code: 0, stdout: `${LONG_MIB * 2 ** 20}` })
  const punched = (await market.trace()).find(({ path }) => path === 'punched')
  expect(punched?.reason).toMatch(/^No packet came through both NATs/)
})

test('a relay that is away, and used again when it is back; one that is killed in the middle of a stream', async () => {
  const via = await reached('before a relay is killed', 'relayed')
  const other = market.relays.find((relay) => relay !== via)!
  const restart = await market.killRelay(other)
  // So the stream is carried by the relay that is killed next.
  const download = market.run('curl', '-si', '--limit-rate', '1M', `${page}/long`)
  await download.until(/200 OK/)
  await restart()
  await market.killRelay(via)
  expect((await download.ended).code).not.toBe(0)
  expect(await reached('after the relay was killed', 'relayed')).toBe(other)
})

test('a router that leads a port to the hub: direct, whatever NAT the buyer has', async () => {
  const router = new HomeRouter(internet, 'other', 60)
  router.become('symmetric')
  const silence = await router.leadPorts()
  supplier.goBehind(router)
  expect(await reached("the hub's router leads a port to it", 'direct')).toBe(`${publicAddress(60)}:${HUB_PORT}`)
  const address = supplier.goBehind(router)
  buyer.goBehind(router)
  expect(await reached('both behind one NAT', 'direct')).toBe(`${address}:${HUB_PORT}`)
  await silence()
})

test('the deal is closed', async () => {
  expect(await market.call('deal', 'close', dealId, '--yes')).toMatchObject({ code: 0 })
})
