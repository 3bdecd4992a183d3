import { execFileSync } from 'node:child_process'

/** A machine: a network namespace, with interfaces and addresses of its own. */
export interface Host {
  /** Of the namespace. */
  readonly name: string
  /** Runs a command of the system there, to its end. */
  run(command: string): void
}

/** The internet of these tests. None of it is private, and none of it is anybody's (RFC 5737). */
const NET = '192.0.2'

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
  publicHost(name: string, number: number): Host {
    const host = this.host(name)
    this.connect(host, 'wan', number)
    return host
  }

  /** Puts a host on the internet. */
  connect(host: Host, device: string, number: number): void {
    const there = this.cable(host, device, this.#bridge, `p${number}`)
    this.#bridge.run(`ip link set ${there} master br0`)
    host.run(`ip addr add ${publicAddress(number)}/24 dev ${device}`)
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

  /** Joins a host and the machine that the tests run on. It is gone with the host. */
  cableOutside(host: Host, address: string, outside: string): void {
    const [inner, outer] = ['i', 'o'].map((end) => `${this.#prefix}${end}`)
    execute(`ip link add ${inner} type veth peer name ${outer}`)
    execute(`ip link set ${inner} netns ${host.name}`)
    host.run(`ip addr add ${address}/24 dev ${inner}`)
    host.run(`ip link set ${inner} up`)
    execute(`ip addr add ${outside}/24 dev ${outer}`)
    execute(`ip link set ${outer} up`)
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

function execute(command: string): void {
  const [program, ...words] = command.split(' ')
  execFileSync(program!, words, { stdio: ['ignore', 'ignore', 'inherit'] })
}
