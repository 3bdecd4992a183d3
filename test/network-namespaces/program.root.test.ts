import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { prepareRenderTask } from '@sonm/sonm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../e2e/town.ts'
import { HomeRouter } from './home-router.ts'
import { MarketInNamespaces } from './market-in-namespaces.ts'
import { MovableHost } from './movable-host.ts'
import { Internet } from './namespaces.ts'

const internet = new Internet()
const supplier = new MovableHost(internet, 'supplier', 21)
const buyer = new MovableHost(internet, 'buyer', 22)
const services = internet.publicHost('services', 51)
const market = new MarketInNamespaces(internet, { services, supplier: supplier.host, buyer: buyer.host })

beforeAll(async () => {
  supplier.goBehind(new HomeRouter(internet, 'supplier', 52))
  buyer.goBehind(new HomeRouter(internet, 'buyer', 53))
  await Promise.all([market.start(), prepareRenderTask()])
})

afterAll(async () => {
  await market.stop()
  internet.remove()
})

test('supplier and buyer behind NATs: a deal is made, its task runs, and its results come back', async () => {
  const { path: folder } = market.folder
  const ran = await market.call('run', '-f', 'examples/render/task.yaml', '--yes', '--output', folder)
  expect(ran).toMatchObject({ code: 0 })
  expect(existsSync(join(folder, 'image.png'))).toBe(true)
  const ping = async () => JSON.parse((await market.call('network', 'ping', market.hub, '--out', 'json')).stdout)
  const { peer, roundTripsUs } = await until(
    ping,
    (told) => told.peer?.path === 'punched',
    'the hub is reached punched',
  )
  console.log(`the program, both behind NATs: ${peer.path}, ${peer.via}, ${roundTripsUs.join(' us, ')} us`)
  expect((await market.call('network', 'status')).stdout).toMatch(/NAT: a NAT that can be punched/)
  expect((await market.call('network', 'trace', market.hub)).stdout).toMatch(/relayed .* reached/)
})
