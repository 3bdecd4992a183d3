import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, type Running, SONM, start, temporaryFolder } from '../e2e/program.ts'
import { until } from '../e2e/town.ts'
import { type Host, Internet, publicAddress } from './namespaces.ts'
import { nat } from './nat.ts'

const SERVICES = 51
const CHAIN_PORT = 8_545
/** Between the supplier's machines. */
const DIRECT_CABLE = { hub: '10.152.0.1', worker: '10.152.0.2' } as const

/**
 * The whole program: chain, locator with relay and marketplace on a public machine, the supplier's hub and worker behind one NAT,
 * the buyer's node behind another.
 */
export class MarketBehindNats {
  readonly internet = new Internet()
  readonly folder = temporaryFolder()
  /** Of the hub. */
  hub = ''
  readonly #home = join(this.folder.path, 'home')
  readonly #services = this.internet.publicHost('services', SERVICES)
  readonly #supplier = nat(this.internet, 'supplier', 'port-restricted', 52).inside
  readonly #buyer = nat(this.internet, 'buyer', 'port-restricted', 53).inside
  readonly #running: Running[] = []

  /** @param options.workerOutside the worker runs on this machine itself, where its containers are, with a cable to the hub */
  async start(options: { workerOutside?: boolean } = {}): Promise<void> {
    const chain = this.#on(this.#services, 'devnet', '--roles', 'none')
    this.#running.push(chain)
    const [text] = await chain.until(/hub start --worker[^\n]*[\s\S]*worker start --hub \S+/)
    const [, worker] = /--worker (\S+)/.exec(text)!
    this.hub = /worker start --hub (\S+)/.exec(text)![1]!
    this.#openChain()
    await Promise.all([
      this.#role(this.#services, 'locator', 'start', '--relay', '--listen', '0.0.0.0:15020'),
      this.#role(this.#services, 'marketplace', 'start', '--listen', '0.0.0.0:15021'),
    ])
    const plan = join(this.#home, 'ask-plan.yaml')
    await this.#role(this.#supplier, 'hub', 'start', '--worker', worker!, '--plan', plan, '--listen', '0.0.0.0:15010')
    await Promise.all([
      options.workerOutside ? this.#workerOutside() : this.#role(this.#supplier, 'worker', 'start', '--hub', this.hub),
      this.#role(this.#buyer, 'node', 'start'),
    ])
    const offers = ({ stdout }: Ended) => (stdout === '' ? [] : JSON.parse(stdout).offers)
    const search = () => this.call('market', 'search', '--out', 'json')
    await until(search, (found) => offers(found).length === 1, 'the machine behind the NAT is for sale')
  }

  /** A command of the buyer. */
  call(...words: readonly string[]): Promise<Ended> {
    return this.#on(this.#buyer, ...words).ended
  }

  /** Any program on the buyer's machine. */
  run(...words: readonly string[]): Promise<Ended> {
    return start(['netns', 'exec', this.#buyer.name, ...words], { program: 'ip' }).ended
  }

  async stop(): Promise<void> {
    for (const { child, ended } of this.#running.toReversed()) {
      child.kill('SIGINT')
      await ended
    }
    this.folder.remove()
    this.internet.remove()
  }

  /** All share one home, as if it had been copied. */
  #on(host: Host, ...words: readonly string[]): Running {
    return start(['netns', 'exec', host.name, SONM, ...words], { program: 'ip', env: { SONM_HOME: this.#home } })
  }

  async #role(host: Host, ...words: readonly string[]): Promise<void> {
    await this.#served(this.#on(host, ...words))
  }

  async #served(started: Running): Promise<void> {
    this.#running.push(started)
    await started.until(/Ctrl-C ends it/)
  }

  async #workerOutside(): Promise<void> {
    this.internet.cableOutside(this.#supplier, DIRECT_CABLE.hub, DIRECT_CABLE.worker)
    const hub = `${this.hub}@${DIRECT_CABLE.hub}:15010`
    const words = ['worker', 'start', '--hub', hub, '--ephemeral', '--allow-private-registries']
    await this.#served(start(words, { env: { SONM_HOME: this.#home } }))
  }

  /** The chain of a local network listens on loopback; here others reach it too. */
  #openChain(): void {
    const address = publicAddress(SERVICES)
    const lead = `-p tcp -d ${address} --dport ${CHAIN_PORT} -j DNAT --to-destination 127.0.0.1:${CHAIN_PORT}`
    this.#services.run('sysctl -q -w net.ipv4.conf.all.route_localnet=1')
    for (const chain of ['PREROUTING', 'OUTPUT']) this.#services.run(`iptables -t nat -A ${chain} ${lead}`)
    const file = join(this.#home, 'network.json')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('127.0.0.1', address))
  }
}
