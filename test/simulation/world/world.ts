import type { Logger, Startable } from '@sonm/common'
import { VirtualClock } from '@sonm/common'
import { type Address, MarketModel } from '@sonm/model'
import { createMemoryNet, type MemoryNet } from '@sonm/network/testing'
import { SimChain } from '../chain/sim-chain.ts'
import { type ChainFaults, simClient } from '../chain/sim-client.ts'
import type { Life } from '../life/life.ts'
import type { Witness } from '../witness.ts'
import { Buyer, type OrderedTask } from './buyer.ts'
import { Daemon } from './daemon.ts'
import { type HubSite, hubSite, type WorkerSite, workerSite } from './hub-site.ts'
import { keyOf } from './keys.ts'
import { marketplaceSite, nodeSite } from './market-sites.ts'
import { Rogue } from './rogue.ts'
import { type BuyerScenario, type RoleName, randomOf, type Scenario } from './scenario.ts'
import type { Surroundings } from './surroundings.ts'

const MARKET: Address = `0x${'3a'.repeat(20)}`
/** Above every price of a scenario: what a second costs at the most. */
const DEAREST_WEI = 1_200n

export interface WorkerHouse {
  readonly name: RoleName
  readonly address: Address
  readonly site: WorkerSite
  readonly daemon: Daemon<ReturnType<WorkerSite['boot']>>
}

export interface Supplier {
  readonly name: RoleName
  readonly address: Address
  /** Who is paid. */
  readonly master: Address
  readonly site: HubSite
  readonly hub: Daemon<ReturnType<HubSite['boot']>>
  readonly workers: readonly WorkerHouse[]
}

export interface Customer {
  readonly address: Address
  readonly buyer: Buyer
  readonly node: Daemon
  readonly scenario: BuyerScenario
}

/** Everything that there is, in one process. */
export interface World {
  readonly scenario: Scenario
  readonly clock: VirtualClock
  readonly chain: SimChain
  readonly net: MemoryNet
  readonly marketplace: Daemon<ReturnType<Awaited<ReturnType<typeof marketplaceSite>>['boot']>>
  readonly suppliers: readonly Supplier[]
  readonly customers: readonly Customer[]
  readonly rogues: readonly Rogue[]
  readonly daemons: ReadonlyMap<RoleName, Daemon>
  readonly chainFaults: ReadonlyMap<RoleName, ChainFaults>
  /** What each account had at first. */
  readonly mintedWei: ReadonlyMap<Address, bigint>
  /** Ends all lives and frees all disks. */
  end(): Promise<void>
}

export async function createWorld(scenario: Scenario, witness: Witness): Promise<World> {
  const { seed } = scenario
  const clock = new VirtualClock()
  witness.follow(() => clock.nowMs())
  const model = new MarketModel({ chainId: 31337, market: MARKET })
  const mintedWei = foundMarket(scenario, model)
  const chain = new SimChain({
    clock,
    random: randomOf(seed, 'chain'),
    model,
    blockIntervalMs: scenario.blockIntervalMs,
    // Confirmations are blocks; without blocks there would be none.
    idleBlockMs: scenario.confirmations > 0 ? 12_000 : 60_000,
    onBlock: witness.block,
    log: witness.log,
  })
  const onUnexpected = (error: unknown, where: string) => witness.defect(`a handler failed: ${where}`, error)
  const net = createMemoryNet({ clock, random: randomOf(seed, 'net'), faults: scenario.network, onUnexpected })
  const loopback = createMemoryNet({ clock, random: randomOf(seed, 'loopback'), onUnexpected })
  const chainFaults = new Map<RoleName, ChainFaults>()
  const surroundings: Surroundings = {
    scenario,
    clock,
    net,
    loopback,
    clientFor: (role: RoleName, life: Life) => {
      const faults = chainFaults.get(role) ?? { ...scenario.chain, downUntilMs: 0 }
      chainFaults.set(role, faults)
      return simClient({
        chain,
        account: keyOf(role).address,
        life,
        random: randomOf(seed, `chain of ${role}`),
        faults,
      })
    },
    randomFor: (() => {
      const lives = new Map<RoleName, number>()
      return (role: RoleName) => {
        const life = (lives.get(role) ?? 0) + 1
        lives.set(role, life)
        return randomOf(seed, `${role} life ${life}`)
      }
    })(),
    logger: (role) => loggerOf(role, witness),
  }
  const daemons = new Map<RoleName, Daemon>()
  const daemonOf = <Instance extends Startable>(name: RoleName, boot: (life: Life) => Instance) => {
    const daemon = new Daemon(name, { clock, boot, log: witness.log, onFailure: witness.defect })
    daemons.set(name, daemon)
    return daemon
  }

  const disks: { destroy(): Promise<void> }[] = []
  const placed = <Site extends { readonly disk: { destroy(): Promise<void> } }>(site: Site): Site => {
    disks.push(site.disk)
    return site
  }
  const marketplace = daemonOf('marketplace', placed(await marketplaceSite(surroundings)).boot)
  const suppliers: Supplier[] = []
  for (const [index, { workers: count }] of scenario.hubs.entries()) {
    const name = `hub-${index}`
    const names = Array.from({ length: count }, (_, at) => `worker-${index}-${at}`)
    const site = placed(await hubSite(name, names, surroundings))
    const hub = daemonOf(name, site.boot)
    const workers: WorkerHouse[] = []
    for (const worker of names) {
      const workerPlace = placed(await workerSite(worker, name, surroundings))
      workers.push({
        name: worker,
        address: keyOf(worker).address,
        site: workerPlace,
        daemon: daemonOf(worker, workerPlace.boot),
      })
    }
    const master = keyOf(`master-${index}`).address
    suppliers.push({ name, address: keyOf(name).address, master, site, hub, workers })
  }
  const customers: Customer[] = []
  for (const [index, buyerScenario] of scenario.buyers.entries()) {
    const name = `node-${index}`
    const node = daemonOf(name, placed(await nodeSite(name, surroundings)).boot)
    const buyer = new Buyer({
      name: `buyer-${index}`,
      network: loopback.join(keyOf(`user-${index}`).address),
      node: keyOf(name).address,
      clock,
      random: randomOf(seed, `buyer-${index}`),
      scenario: buyerScenario,
      activeUntilMs: clock.nowMs() + scenario.activeMs,
      log: witness.log,
    })
    customers.push({ address: keyOf(name).address, buyer, node, scenario: buyerScenario })
  }
  const end = async () => {
    for (const { buyer } of customers) buyer.stop()
    for (const daemon of daemons.values()) daemon.vanish()
    // What waited for a statement hears that its life is over before the disk goes.
    await clock.advance(0)
    for (const disk of disks) await disk.destroy()
  }
  const rogues: Rogue[] = []
  const peopled = { marketplace, suppliers, customers, rogues }
  const world = { scenario, clock, chain, net, ...peopled, daemons, chainFaults, mintedWei, end }
  for (const [index, rogue] of scenario.rogues.entries()) rogues.push(new Rogue(world, witness, rogue, index))
  return world
}

/** Every task that anybody asked for. */
export function orderedTasks({ customers, rogues }: World): readonly OrderedTask[] {
  return [...customers.map(({ buyer }) => buyer), ...rogues].flatMap(({ ordered }) => ordered)
}

/** Hubs have their masters, and buyers their money. @returns how much each account has */
function foundMarket({ hubs, buyers, takers, rogues }: Scenario, model: MarketModel): ReadonlyMap<Address, bigint> {
  for (const [index] of hubs.entries()) {
    const [hub, master] = [keyOf(`hub-${index}`).address, keyOf(`master-${index}`).address]
    model.announceMaster({ sender: hub, nowSeconds: 0n }, master)
    model.confirmHub({ sender: master, nowSeconds: 0n }, hub)
  }
  const mintedWei = new Map<Address, bigint>()
  const mint = (role: RoleName, wei: bigint): Address => {
    const { address } = keyOf(role)
    model.mint(address, wei)
    mintedWei.set(address, wei)
    return address
  }
  for (const [index, { fundsSeconds }] of buyers.entries()) mint(`node-${index}`, fundsSeconds * DEAREST_WEI)
  // These two deal with the contract alone, and not with a node that would deposit for them.
  const direct = [...takers.map((_, index) => `taker-${index}`), ...rogues.map((_, index) => `rogue-${index}`)]
  for (const role of direct) {
    const sender = mint(role, 10_000n * DEAREST_WEI)
    model.deposit({ sender, nowSeconds: 0n }, 10_000n * DEAREST_WEI)
  }
  return mintedWei
}

function loggerOf(role: RoleName, witness: Witness): Logger {
  const line = (level: string) => (fields: object, message: string) => {
    if (witness.tracing) witness.log(`${role}: ${level}: ${message} ${textOf(fields)}`)
  }
  const logger: Logger = {
    error: line('error'),
    warn: line('warn'),
    info: line('info'),
    debug: line('debug'),
    child: () => logger,
  }
  return logger
}

function textOf(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value instanceof Error ? value.message : String(value)}`)
    .join(' ')
}
