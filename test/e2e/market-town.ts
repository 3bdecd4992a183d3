import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { type Running, start } from './program.ts'
import { Town } from './town.ts'

/** Where a role is: `0xADDRESS@host:port`, as other roles are told of it. */
export interface Started {
  readonly running: Running
  readonly peer: string
  readonly address: string
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' ? address!.port : 0
}

/** An address of this machine that others could dial, where it has one. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}

/** What the network file says of others. */
interface Peers {
  readonly marketplaces: readonly string[]
  readonly locators: readonly string[]
  readonly relays: readonly string[]
}

/** Words after the commands of roles, and the plan by which the hub sells. */
interface MarketTownOptions {
  readonly plan: string
  readonly market: readonly string[]
  readonly hub: readonly string[]
  readonly node: readonly string[]
}

/**
 * A town with more than one of each: two marketplaces of different operators that follow each other and one that follows nobody, two
 * locators of which the second knows only what the first tells it, and a relay by itself. The hub knows the first marketplace and the first
 * locator alone, the node all marketplaces and the second locator.
 */
export class MarketTown {
  readonly town = new Town()
  readonly #others: Running[] = []
  first!: Started
  second!: Started
  third!: Started
  relay!: Started
  hub!: Started

  file(name: string, text: string): string {
    const path = join(this.town.folder.path, name)
    writeFileSync(path, text)
    return path
  }

  async start({ plan, market, hub, node }: MarketTownOptions): Promise<void> {
    const { town } = this
    await town.startChain()
    writeFileSync(join(town.homePath, 'ask-plan.yaml'), plan)
    const { marketplaces, locators, relays } = this.#network()
    const anywhere = ['--listen', '127.0.0.1:0'] as const
    const [locator, relay, second, third] = await Promise.all([
      this.#start('locator', 'start', '--name', 'locator-2', ...anywhere, '--follow', locators[0]!),
      this.#start('relay', 'start', ...anywhere),
      this.#start('marketplace', 'start', '--name', 'market-2', ...anywhere, '--follow', marketplaces[0]!),
      this.#start('marketplace', 'start', '--name', 'market-3', ...anywhere),
      town.startRole('locator'),
    ])
    Object.assign(this, { relay, second, third })
    const [address, port] = marketplaces[0]!.split(/@.*:/)
    const everywhere = ['--listen', `0.0.0.0:${port}`]
    this.first = await this.#start('marketplace', 'start', ...everywhere, '--follow', second.peer, ...market)
    // Not by loopback, so that it sees an address of which a country can be told.
    this.#rewrite({ marketplaces: [`${address}@${ownAddress()}:${port}`], relays: [...relays, relay.peer] })
    this.hub = await this.#startIn(this.#hubHome(), ...town.command('hub'), ...hub)
    this.#rewrite({ marketplaces: [...marketplaces, second.peer, third.peer], locators: [locator.peer] })
    await Promise.all([town.startRole('worker'), this.#start(...town.command('node'), ...node)])
  }

  /** A node of the supplier, for what he does by hand. */
  async startSupplier(): Promise<void> {
    await this.#start('node', 'start', '--name', 'supplier', '--listen', '127.0.0.1:0')
  }

  /** Ends a role, and nothing of it gets to tidy up. */
  async kill({ running }: Started): Promise<void> {
    running.child.kill('SIGKILL')
    await running.ended
  }

  async stop(): Promise<void> {
    for (const { child, ended } of this.#others.toReversed()) {
      child.kill('SIGINT')
      await ended
    }
    await this.town.stop()
  }

  /** One of its own, with the hub's key and the network file as it is now: whoever runs takes up what is added to his. */
  #hubHome(): string {
    const home = join(this.town.folder.path, 'hub-home')
    mkdirSync(home)
    for (const name of ['hub', 'ask-plan.yaml']) symlinkSync(join(this.town.homePath, name), join(home, name))
    writeFileSync(join(home, 'network.json'), JSON.stringify(this.#network()))
    return home
  }

  #start(...words: string[]): Promise<Started> {
    return this.#startIn(this.town.homePath, ...words)
  }

  async #startIn(home: string, ...words: string[]): Promise<Started> {
    const running = start(words, { env: { SONM_HOME: home } })
    this.#others.push(running)
    const [, address = '', rest = ''] = await running.until(/^The .*?(0x[0-9a-f]{40})([\s\S]*?)Ctrl-C ends it/im)
    const [peer = ''] = rest.match(new RegExp(`${address}@\\S+`)) ?? []
    return { running, address, peer }
  }

  #network(): Peers {
    return JSON.parse(readFileSync(join(this.town.homePath, 'network.json'), 'utf8'))
  }

  #rewrite(change: Partial<Peers>): void {
    writeFileSync(join(this.town.homePath, 'network.json'), JSON.stringify({ ...this.#network(), ...change }))
  }
}
