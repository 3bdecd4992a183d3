import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareRenderTask } from '@sonm/sonm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, type Running, SONM, start, temporaryFolder } from '../e2e/program.ts'
import { until } from '../e2e/town.ts'
import { type Host, Internet, publicAddress } from './namespaces.ts'
import { nat } from './nat.ts'

const SERVICES = 51
const CHAIN_PORT = 8_545

const internet = new Internet()
const services = internet.publicHost('services', SERVICES)
const { inside: supplier } = nat(internet, 'supplier', 'port-restricted', 52)
const buyer = nat(internet, 'buyer', 'port-restricted', 53)
const folder = temporaryFolder()
const home = join(folder.path, 'home')
const running: Running[] = []

/** The program on a host of its own; all share one home, as if it had been copied. */
function on(host: Host, ...words: readonly string[]): Running {
  const env = { SONM_HOME: home }
  return start(['netns', 'exec', host.name, SONM, ...words], { program: 'ip', env })
}

async function role(host: Host, ...words: readonly string[]): Promise<void> {
  const started = on(host, ...words)
  running.push(started)
  await started.until(/Ctrl-C ends it/)
}

const call = (...words: readonly string[]): Promise<Ended> => on(buyer.inside, ...words).ended

/** The chain of a local network listens on loopback; here others reach it too. */
function openChain(): void {
  const address = publicAddress(SERVICES)
  const lead = `-p tcp -d ${address} --dport ${CHAIN_PORT} -j DNAT --to-destination 127.0.0.1:${CHAIN_PORT}`
  services.run('sysctl -q -w net.ipv4.conf.all.route_localnet=1')
  for (const chain of ['PREROUTING', 'OUTPUT']) services.run(`iptables -t nat -A ${chain} ${lead}`)
  const file = join(home, 'network.json')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('127.0.0.1', address))
}

let hub: string

beforeAll(async () => {
  const chain = on(services, 'devnet', '--roles', 'none')
  running.push(chain)
  const [text] = await chain.until(/hub start --worker[^\n]*[\s\S]*worker start --hub \S+/)
  const [, worker] = /--worker (\S+)/.exec(text)!
  hub = /worker start --hub (\S+)/.exec(text)![1]!
  openChain()
  await Promise.all([
    role(services, 'locator', 'start', '--relay', '--listen', '0.0.0.0:15020'),
    role(services, 'marketplace', 'start', '--listen', '0.0.0.0:15021'),
    prepareRenderTask(),
  ])
  const plan = join(home, 'ask-plan.yaml')
  await role(supplier, 'hub', 'start', '--worker', worker!, '--plan', plan, '--listen', '0.0.0.0:15010')
  await Promise.all([role(supplier, 'worker', 'start', '--hub', hub), role(buyer.inside, 'node', 'start')])
})

afterAll(async () => {
  for (const { child, ended } of running.toReversed()) {
    child.kill('SIGINT')
    await ended
  }
  folder.remove()
  internet.remove()
})

test('supplier and buyer behind NATs: a deal is made, its task runs, and its results come back', async () => {
  const offers = ({ stdout }: Ended) => (stdout === '' ? [] : JSON.parse(stdout).offers)
  const search = () => call('market', 'search', '--out', 'json')
  await until(search, (found) => offers(found).length === 1, 'the machine behind the NAT is for sale')
  const ran = await call('run', '-f', 'examples/render/task.yaml', '--yes', '--output', folder.path)
  expect(ran).toMatchObject({ code: 0 })
  expect(existsSync(join(folder.path, 'image.png'))).toBe(true)
  const { stdout } = await call('network', 'ping', hub, '--out', 'json')
  const { peer, roundTripsUs } = JSON.parse(stdout)
  console.log(`the program, both behind NATs: ${peer.path}, ${peer.via}, ${roundTripsUs.join(' us, ')} us`)
  expect(peer.path).toBe('punched')
  expect((await call('network', 'status')).stdout).toMatch(/NAT: a NAT that can be punched/)
  expect((await call('network', 'trace', hub)).stdout).toMatch(/relayed .* reached/)
})
