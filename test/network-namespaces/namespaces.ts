import { execFileSync } from 'node:child_process'

/** A machine: a network namespace, with interfaces and addresses of its own. */
export interface Host {
  /** Of the namespace. */
  readonly name: string
  /** Runs a command of the system there, to its end. @returns what it says */
  run(command: string): string
}

/** One on the internet itself. */
export interface PublicHost extends Host {
  readonly address: string
}

/**
 * The internet of these tests. None of it is private or for documents, to which a router leads nobody; amateur radio keeps it for
 * tests, so it is nobody's.
 */
const NET = '44.128.0'

/** The interface by which a machine is on the internet. */
export const WAN = 'wan'

let networks = 0

/**
 * An internet on this machine: hosts on one bridge, and NATs with private networks behind them. Names are unique to the run, so
 * that several can be at once; `remove` takes all of it away.
 */
export class Internet {
  readonly #prefix = `sn${process.pid.toString(36)}${(networks++).toString(36)}`
  readonly #hosts: Host[] = []
  readonly #bridge: Host
  #cables = 0

  constructor() {
    process.once('exit', this.#removeAll)
    this.#bridge = this.host('net')
    this.#bridge.run('ip link add br0 type bridge')
    this.#bridge.run('ip link set br0 up')
  }

  host(name: string): Host {
    const full = `${this.#prefix}-${name}`
    execute(`ip netns add ${full}`)
    const host = { name: full, run: (command: string) => execute(`ip netns exec ${full} ${command}`) }
    this.#hosts.push(host)
    host.run('ip link set lo up')
    return host
  }

  /** A machine with a public address, the last number of which is given. */
  publicHost(name: string, number: number): PublicHost {
    const host = this.host(name)
    const address = publicAddress(number)
    const there = this.cable(host, WAN, this.#bridge, `p${number}`)
    this.#bridge.run(`ip link set ${there} master br0`)
    host.run(`ip addr add ${address}/24 dev ${WAN}`)
    return { ...host, address }
  }

  /** Joins two hosts by an interface each. @returns the name of the second */
  cable(a: Host, deviceA: string, b: Host, deviceB: string): string {
    const [one, other] = ['a', 'b'].map((end) => `${this.#prefix}${(this.#cables).toString(36)}${end}`)
    this.#cables++
    execute(`ip link add ${one} type veth peer name ${other}`)
    for (const [host, end, device] of [
      [a, one, deviceA],
      [b, other, deviceB],
    ] as const) {
      execute(`ip link set ${end} netns ${host.name}`)
      host.run(`ip link set ${end} name ${device}`)
      host.run(`ip link set ${device} up`)
    }
    return deviceB
  }

  /** Joins a host and the machine that the tests run on. It is gone with the host. @returns the host's address on it */
  cableOutside(host: Host): string {
    const [inner, outer] = ['i', 'o'].map((end) => `${this.#prefix}${end}`)
    // Another run may have one beside ours.
    const network = `10.${128 + (process.pid % 100)}.${Math.floor(process.pid / 100) % 256}`
    execute(`ip link add ${inner} type veth peer name ${outer}`)
    execute(`ip link set ${inner} netns ${host.name}`)
    host.run(`ip addr add ${network}.1/24 dev ${inner}`)
    host.run(`ip link set ${inner} up`)
    execute(`ip addr add ${network}.2/24 dev ${outer}`)
    execute(`ip link set ${outer} up`)
    return `${network}.1`
  }

  remove(): void {
    process.off('exit', this.#removeAll)
    this.#removeAll()
  }

  readonly #removeAll = () => {
    for (const { name } of this.#hosts.splice(0)) execute(`ip netns del ${name}`)
  }
}

export function publicAddress(number: number): string {
  return `${NET}.${number}`
}

function execute(command: string): string {
  const [program, ...words] = command.split(' ')
  return execFileSync(program!, words, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
}
