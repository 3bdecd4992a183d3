import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHome, readNodeAccess } from '@sonm/sonm'
import { type Ended, type Running, SONM, start, temporaryFolder } from '../e2e/program.ts'
import { until } from '../e2e/town.ts'
import type { Host, Internet, PublicHost } from './namespaces.ts'

const CHAIN_PORT = 8_545
const RELAY_PORT = 15_022

/** Where the roles run. */
export interface Machines {
  /** Chain, locator and marketplace. */
  readonly services: PublicHost
  /** Of relays that run alone; without any the locator is one too. */
  readonly relays?: readonly PublicHost[]
  readonly supplier: Host
  /** The worker runs on this machine itself, where its containers are, with a cable to the hub; by default on the supplier's. */
  readonly isWorkerOutside?: boolean
  readonly buyer: Host
}

/** A path, as the node's API tells it. */
export interface ToldPath {
  readonly path: string
  readonly via: string
  /** Why not by it. */
  readonly reason?: string
}

export interface Pinged {
  readonly peer?: ToldPath & { readonly tried?: readonly ToldPath[] }
  readonly roundTripsUs?: readonly string[]
}

/** The whole program, each role a process on its machine. */
export class MarketInNamespaces {
  readonly folder = temporaryFolder()
  /** Of the hub. */
  hub = ''
  readonly #home = join(this.folder.path, 'home')
  readonly #internet: Internet
  readonly #machines: Machines
  readonly #running: Running[] = []
  readonly #relays = new Map<string, Running>()

  constructor(internet: Internet, machines: Machines) {
    this.#internet = internet
    this.#machines = machines
  }

  async start(): Promise<void> {
    const { services, relays = [], supplier, buyer } = this.#machines
    const chain = this.#on(services, 'devnet', '--roles', 'none')
    this.#running.push(chain)
    const [text] = await chain.until(/hub start --worker[^\n]*[\s\S]*worker start --hub \S+/)
    const [, worker] = /--worker (\S+)/.exec(text)!
    this.hub = /worker start --hub (\S+)/.exec(text)![1]!
    this.#openChain()
    await Promise.all([
      this.#role(
        services,
        'locator',
        'start',
        '--listen',
        '0.0.0.0:15020',
        ...(relays.length === 0 ? ['--relay'] : []),
      ),
      this.#role(services, 'marketplace', 'start', '--listen', '0.0.0.0:15021'),
      ...relays.map((host) => this.startRelay(host)),
    ])
    if (relays.length > 0) this.#rewriteNetwork((text) => nameRelays(text, [...this.#relays.keys()]))
    const plan = join(this.#home, 'ask-plan.yaml')
    await this.#role(supplier, 'hub', 'start', '--worker', worker!, '--plan', plan, '--listen', '[::]:15010')
    await Promise.all([this.#startWorker(), this.#role(buyer, 'node', 'start')])
    const offers = ({ stdout }: Ended) => (stdout === '' ? [] : JSON.parse(stdout).offers)
    const search = () => this.call('market', 'search', '--out', 'json')
    await until(search, (found) => offers(found).length === 1, 'the machine is for sale')
  }

  /** A command of the buyer. */
  call(...words: readonly string[]): Promise<Ended> {
    return this.follow(...words).ended
  }

  /** A command of the buyer that goes on by itself. */
  follow(...words: readonly string[]): Running {
    return this.#on(this.#machines.buyer, ...words)
  }

  /** Any program on the buyer's machine. */
  run(...words: readonly string[]): Running {
    return start(['netns', 'exec', this.#machines.buyer.name, ...words], { program: 'ip' })
  }

  /** As `sonm network ping` does. */
  ping(): Promise<Pinged> {
    return this.#ask('Ping', { address: this.hub, count: 1 })
  }

  /** As `sonm network trace` does. */
  async trace(): Promise<readonly ToldPath[]> {
    return (await this.#ask<{ paths: ToldPath[] }>('Trace', { address: this.hub })).paths
  }

  async startRelay(host: PublicHost): Promise<void> {
    const running = this.#on(host, 'relay', 'start', '--name', host.name, '--listen', `0.0.0.0:${RELAY_PORT}`)
    this.#running.push(running)
    const [, address] = await running.until(/The relay (\S+) listens on [\s\S]*Ctrl-C ends it/)
    this.#relays.set(`${address}@${host.address}:${RELAY_PORT}`, running)
  }

  /** As paths name them. */
  get relays(): readonly string[] {
    return [...this.#relays.keys()].map((relay) => `relay:${relay}`)
  }

  /** kill -9. @param via as a path names it. @returns starts it again */
  async killRelay(via: string): Promise<() => Promise<void>> {
    const killed = via.replace(/^relay:/, '')
    const { child, ended } = this.#relays.get(killed)!
    child.kill('SIGKILL')
    await ended
    return () => this.startRelay(this.#machines.relays!.find(({ address }) => killed.includes(`@${address}:`))!)
  }

  async stop(): Promise<void> {
    for (const { child, ended } of this.#running.toReversed()) {
      child.kill('SIGINT')
      await ended
    }
    this.folder.remove()
  }

  /** The node's API, which is asked often: the start of a command each time would take too long. */
  async #ask<Answer>(method: string, request: object): Promise<Answer> {
    const { url, token } = readNodeAccess(openHome(this.#home))
    const headers = [`Authorization: Bearer ${token}`, 'Content-Type: application/json'].flatMap((each) => ['-H', each])
    const to = `${url}/sonm.v1.NetworkService/${method}`
    return JSON.parse((await this.run('curl', '-s', ...headers, '-d', JSON.stringify(request), to).ended).stdout)
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

  async #startWorker(): Promise<void> {
    const { supplier, isWorkerOutside = false } = this.#machines
    if (!isWorkerOutside) return this.#role(supplier, 'worker', 'start', '--hub', this.hub)
    const hub = `${this.hub}@${this.#internet.cableOutside(supplier)}:15010`
    const words = ['worker', 'start', '--hub', hub, '--ephemeral', '--allow-private-registries']
    await this.#served(start(words, { env: { SONM_HOME: this.#home } }))
  }

  /** The chain of a local network listens on loopback; here others reach it too. */
  #openChain(): void {
    const { services } = this.#machines
    const lead = `-p tcp -d ${services.address} --dport ${CHAIN_PORT} -j DNAT --to-destination 127.0.0.1:${CHAIN_PORT}`
    services.run('sysctl -q -w net.ipv4.conf.all.route_localnet=1')
    for (const chain of ['PREROUTING', 'OUTPUT']) services.run(`iptables -t nat -A ${chain} ${lead}`)
    this.#rewriteNetwork((text) => text.replaceAll('127.0.0.1', services.address))
  }

  #rewriteNetwork(change: (text: string) => string): void {
    const file = join(this.#home, 'network.json')
    writeFileSync(file, change(readFileSync(file, 'utf8')))
  }
}

function nameRelays(networkFile: string, relays: readonly string[]): string {
  return JSON.stringify({ ...JSON.parse(networkFile), relays })
}
