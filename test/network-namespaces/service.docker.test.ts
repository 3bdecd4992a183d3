import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MarketBehindNats } from './market-behind-nats.ts'

const market = new MarketBehindNats()

beforeAll(() => market.start({ workerOutside: true }))

afterAll(() => market.stop())

test('supplier and buyer behind NATs: a port of the buyer leads to the port of a task in a container', async () => {
  const file = join(market.folder.path, 'service.yaml')
  const image = process.env.SONM_TEST_IMAGE
  const command = "[sh, -c, 'mkdir -p /tmp/www; echo reached >/tmp/www/index.html; httpd -f -p 8080 -h /tmp/www']"
  writeFileSync(file, `container: { image: ${image}, command: ${command}, expose: [8080/tcp] }\n`)
  const ran = await market.call('run', '-f', file, '--detach', '--yes', '--out', 'json')
  expect(ran).toMatchObject({ code: 0 })
  const { taskId, dealId } = JSON.parse(ran.stdout)
  const forwarded = await market.call('task', 'forward', taskId, '8080', '--out', 'json')
  const { host, port } = JSON.parse(forwarded.stdout)
  const page = await market.run('curl', '-s', '--retry', '20', '--retry-all-errors', `http://${host}:${port}/`)
  expect(page.stdout).toBe('reached\n')
  const { peer } = JSON.parse((await market.call('network', 'ping', market.hub, '--out', 'json')).stdout)
  console.log(`a task's port, both behind NATs: ${peer.path}, ${peer.via}`)
  expect(peer.path).toBe('punched')
  expect(await market.call('deal', 'close', String(dealId), '--yes')).toMatchObject({ code: 0 })
})
