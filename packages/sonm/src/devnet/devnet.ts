import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, together } from '@sonm/common'
import { fail, type Signer } from '@sonm/model'
import { formatPeer } from '@sonm/network'
import { DEFAULT_PORTS } from '@sonm/protocol'
import { type Home, makePrivateFolder } from '../home/home.ts'
import { roleSigner } from '../home/keys.ts'
import { type NetworkSettings, writeNetworkFile } from '../home/network-file.ts'
import { loadPlanFile } from '../home/plan-file.ts'
import { describeError, terminal } from '../output/print.ts'
import type { Progress } from '../output/progress.ts'
import type { RunningRole } from '../roles/run-role.ts'
import { type DevnetKeys, deployDevnet } from './deploy-devnet.ts'
import { freePort } from './free-port.ts'
import { type KeptRole, keepRole } from './keep-role.ts'
import { clearDevnet, holdsKeys, isDevnetHome, runningDevnet, writeDevnetState } from './state-file.ts'

/** A role that ends more often does not get well by another start. */
const RESTARTS_MOST = 5

/** A role that was killed may still be writing for a moment. */
const REMOVE_ALL = { recursive: true, force: true, maxRetries: 5 }

/** The plan of the local supplier: all of this machine, at a price that a test can afford. */
const DEVNET_PLAN = `# What the supplier of the local network sells: the whole machine, by the second.
duration: spot
price: 1 SNM/h
resources:
  cpu: { cores: all }
  ram: { size: all }
  storage: { size: all }
  gpu: { indexes: all }
  network: { outbound: false, incoming: true, overlay: false }
`

export interface DevnetOptions {
  readonly home: Home
  /** none: the chain alone, with keys, contracts and funds ready for roles that are started by hand. */
  readonly roles: 'all' | 'none'
  /** Listen on any free ports, also where the usual ones are free: for networks beside each other. */
  readonly anyPorts: boolean
  /** The supplier's plan; by default the whole machine for 1 SNM an hour. */
  readonly planFile?: string
  /** Remove the home, with the keys and all, when the process ends: also when nobody is left who could. */
  readonly temporary: boolean
  readonly progress: Progress
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Where the roles of a local network listen; its locator is a relay too. */
export type DevnetPorts = Readonly<Record<Exclude<keyof typeof DEFAULT_PORTS, 'relay'>, number>>

export interface Devnet extends RunningRole {
  ports(): DevnetPorts
}

/**
 * A whole network on one machine: chain and contracts, marketplace, locator, a hub with a worker that sells this machine,
 * and a buyer's node, each a process of its own. Its home is wiped at the start: the chain begins anew each time. A role
 * that ends unasked is started again; the chain is not, for what stood on it is gone.
 * @throws DEVNET_RUNNING, HOME_IN_USE
 */
export function createDevnet(options: DevnetOptions): Devnet {
  const { home, progress, clock, signal } = options
  const roles: KeptRole[] = []
  const failure = Promise.withResolvers<unknown>()
  const logs = join(home.path, 'logs')
  let network: NetworkSettings
  let ports: DevnetPorts

  const stop = async () => {
    // Consumers before what they need: the hub still closes deals on chain, the worker still removes its tasks.
    for (let role = roles.pop(); role; role = roles.pop()) await role.stop()
  }
  const start = async (role: string, words: readonly string[]) => {
    const kept = await keepRole({
      role,
      args: [...words, '--home', home.path],
      logFile: join(logs, `${role}.log`),
      restarts: role === 'chain' ? 0 : RESTARTS_MOST,
      onEnd: (error) => terminal.note(describeError(error, false)),
      onReturn: ({ ready }) => terminal.note(`The ${role} runs again${ready.page ? `, at ${ready.page}` : ''}.`),
      onFailure: failure.resolve,
      clock,
      signal,
    })
    roles.push(kept)
    return kept
  }
  const saveNetwork = (change: Partial<NetworkSettings>) => {
    network = { ...network, ...change }
    writeNetworkFile(home.networkFile, network)
  }

  const startAll = async () => {
    if (options.planFile !== undefined) loadPlanFile(options.planFile)
    prepareHome(home)
    // Whatever ends this process: also a parent that was killed, or one that does not wait.
    if (options.temporary) process.once('exit', () => rmSync(home.path, REMOVE_ALL))
    makePrivateFolder(logs)
    const keys = await createKeys(home)
    writeDevnetState(home, {
      pid: process.pid,
      buyer: keys.buyer.address,
      master: keys.master.address,
      hub: keys.hub.address,
      worker: keys.worker.address,
    })

    progress.update(0.05, 'starting the chain')
    const chain = await start('chain', [
      'chain',
      'start',
      ...(options.anyPorts ? ['--port', String(await freePort('127.0.0.1', 0))] : []),
    ])
    progress.update(0.3, 'deploying the contracts')
    network = await deployDevnet(chain.ready.endpoint, keys, clock)
    saveNetwork({})
    writeFileSync(join(home.path, 'ask-plan.yaml'), options.planFile ? readFileSync(options.planFile) : DEVNET_PLAN)

    const port = (role: keyof typeof DEFAULT_PORTS) => freePort('127.0.0.1', options.anyPorts ? 0 : DEFAULT_PORTS[role])
    ports = {
      locator: await port('locator'),
      marketplace: await port('marketplace'),
      hub: await port('hub'),
      node: await port('node'),
    }
    const peerAt = (signer: Signer, at: number) =>
      formatPeer({ address: signer.address, endpoint: { host: '127.0.0.1', port: at } })
    saveNetwork({
      locators: [peerAt(keys.locator, ports.locator)],
      relays: [peerAt(keys.locator, ports.locator)],
      marketplaces: [peerAt(keys.marketplace, ports.marketplace)],
    })
    if (options.roles === 'none') return progress.update(1, 'ready')

    const listen = (at: number) => ['--listen', `127.0.0.1:${at}`]
    const hub = ['--worker', keys.worker.address, '--plan', join(home.path, 'ask-plan.yaml')]
    progress.update(0.5, 'starting locator and marketplace')
    await together([
      start('locator', ['locator', 'start', '--relay', ...listen(ports.locator)]),
      start('marketplace', ['marketplace', 'start', ...listen(ports.marketplace)]),
    ])
    progress.update(0.7, 'starting hub and node')
    await together([
      start('hub', ['hub', 'start', ...listen(ports.hub), ...hub]),
      start('node', ['node', 'start', '--listen', `127.0.0.1:${ports.node}`]),
    ])
    progress.update(0.85, 'measuring this machine')
    // Buyer and supplier are the owner of this machine: his own registry is his to name.
    const own = ['--ephemeral', '--allow-private-registries']
    await start('worker', ['worker', 'start', '--hub', keys.hub.address, ...own])
    progress.update(1, 'ready')
  }

  return {
    start: () => startAll().finally(progress.done),
    stop,
    ready: () => ({ address: '', endpoint: home.path }),
    ports: () => ports,
    broken: failure.promise,
  }
}

/** Wipes what an earlier local network left; keys that none has made are not touched. */
function prepareHome(home: Home): void {
  const pid = runningDevnet(home)
  if (pid !== undefined) throw fail('DEVNET_RUNNING', { home: home.path, pid })
  if (!isDevnetHome(home) && holdsKeys(home)) throw fail('HOME_IN_USE', { home: home.path })
  clearDevnet(home)
}

async function createKeys(home: Home): Promise<DevnetKeys> {
  const key = (name: string) => roleSigner(home, name)
  const [deployer, buyer, master] = await Promise.all([key('chain'), key('node'), key('supplier')])
  const [hub, worker] = await Promise.all([key('hub'), key('worker')])
  const [locator, marketplace] = await Promise.all([key('locator'), key('marketplace')])
  return { deployer, buyer, master, hub, worker, locator, marketplace }
}
