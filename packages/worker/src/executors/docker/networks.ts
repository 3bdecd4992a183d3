import { fail } from '@sonm/model'
import { UNROUTED_IPV4 } from '@sonm/network'
import type Docker from 'dockerode'
import type { ContainerSpec } from '../executor.ts'
import { type NetworkKind, networkNames } from './names.ts'

/** Runs iptables with these arguments; rejects when it fails. */
export type RunFirewall = (args: readonly string[]) => Promise<void>

/** Which network a task needs: none at all, one that only this machine reaches into, or one that leads out. */
export function networkKind({ ports = [], udpPorts = [], egress = 'none' }: ContainerSpec): NetworkKind | undefined {
  if (egress === 'internet') return 'outer'
  return ports.length + udpPorts.length > 0 ? 'inner' : undefined
}

/** The rules for one bridge, each as the chain that it goes into and the rest. Connections that this machine makes into a task pass. */
export function firewallRules(bridge: string, kind: NetworkKind): { chain: string; rule: string[] }[] {
  const fresh = ['-i', bridge, '-m', 'conntrack', '--ctstate', 'NEW']
  const toThisMachine = { chain: 'INPUT', rule: [...fresh, '-j', 'REJECT'] }
  if (kind === 'inner') return [toThisMachine]
  return [
    toThisMachine,
    // This machine, its neighbours, cloud metadata, and what is no unicast address, even where a task may reach the internet.
    ...UNROUTED_IPV4.map((range) => ({ chain: 'DOCKER-USER', rule: [...fresh, '-d', range, '-j', 'REJECT'] })),
  ]
}

/** The worker's own networks: made when first needed, without traffic between tasks, and gone when the worker lets go of its last task. */
export class Networks {
  readonly #docker: Docker
  readonly #workerId: string
  readonly #runFirewall: RunFirewall
  readonly #making = new Map<NetworkKind, Promise<string>>()

  constructor(options: { docker: Docker; workerId: string; runFirewall: RunFirewall }) {
    this.#docker = options.docker
    this.#workerId = options.workerId
    this.#runFirewall = options.runFirewall
  }

  /**
   * The network's name for a container. It is looked at each time: whoever loads a firewall anew takes the fence away.
   * @throws EXECUTOR_UNAVAILABLE when it cannot be fenced: no task starts on it then
   */
  async ensure(kind: NetworkKind | undefined): Promise<string> {
    if (kind === undefined) return 'none'
    const making = this.#making.get(kind) ?? this.#make(kind).finally(() => this.#making.delete(kind))
    this.#making.set(kind, making)
    return making
  }

  async #make(kind: NetworkKind): Promise<string> {
    const { name, bridge } = networkNames(this.#workerId, kind)
    const network = this.#docker.getNetwork(name)
    const exists = await network.inspect().then(
      () => true,
      () => false,
    )
    if (!exists) {
      await this.#docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: kind === 'inner',
        // The fence knows IPv4 only.
        EnableIPv6: false,
        Labels: { 'sonm.worker': this.#workerId },
        Options: {
          'com.docker.network.bridge.name': bridge,
          'com.docker.network.bridge.enable_icc': 'false',
        },
      })
    }
    await this.#fence(bridge, kind)
    return name
  }

  async #fence(bridge: string, kind: NetworkKind): Promise<void> {
    try {
      for (const { chain, rule } of firewallRules(bridge, kind)) {
        const present = await this.#runFirewall(['-C', chain, ...rule]).then(
          () => true,
          () => false,
        )
        if (!present) await this.#runFirewall(['-I', chain, ...rule])
      }
    } catch (cause) {
      // Even without a way out, a task on an unfenced bridge reaches what this machine serves on all its addresses.
      const reason = 'the worker cannot fence its tasks off from its machine (iptables)'
      throw fail('EXECUTOR_UNAVAILABLE', { executor: 'docker', reason }, { cause })
    }
  }

  /** Removes the networks and their rules; one that still has containers stays. */
  async release(): Promise<void> {
    for (const kind of ['inner', 'outer'] as const) {
      const { name, bridge } = networkNames(this.#workerId, kind)
      const removed = await this.#docker
        .getNetwork(name)
        .remove()
        .then(
          () => true,
          () => false,
        )
      if (!removed) continue
      for (const { chain, rule } of firewallRules(bridge, kind)) {
        await this.#runFirewall(['-D', chain, ...rule]).catch(() => {})
      }
    }
  }
}
