import { type Host, type Internet, type PublicHost, publicAddress } from './namespaces.ts'
import { leadPorts, ledPorts } from './port-leader.ts'

/**
 * What a home router does with the ports of its machines. `port-restricted`: it keeps the number of a port, and lets in only
 * answers from whom was asked. `symmetric`: besides, every connection gets a port by chance.
 */
export type NatKind = 'port-restricted' | 'symmetric'

/** A home router: a NAT, and a private network behind it. */
export class HomeRouter {
  readonly #internet: Internet
  readonly #host: PublicHost
  readonly #network: string
  #machines = 0

  /** @param number the last of its public address */
  constructor(internet: Internet, name: string, number: number) {
    this.#internet = internet
    this.#network = `10.${number}.0`
    this.#host = internet.publicHost(`${name}-router`, number)
    this.#host.run('ip link add lan type bridge')
    this.#host.run('ip link set lan up')
    this.#host.run(`ip addr add ${this.gateway}/24 dev lan`)
    this.#host.run('sysctl -q -w net.ipv4.ip_forward=1')
    this.#host.run('iptables -A FORWARD -i wan -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT')
    this.#host.run('iptables -A FORWARD -i wan -j DROP')
    // Home routers do not answer what nobody asked for; an answer would end the other side's try.
    this.#host.run('iptables -A INPUT -i wan -j DROP')
    this.become('port-restricted')
  }

  get gateway(): string {
    return `${this.#network}.1`
  }

  become(kind: NatKind): void {
    this.#host.run('iptables -t nat -F POSTROUTING')
    const random = kind === 'symmetric' ? ' --random-fully' : ''
    this.#host.run(`iptables -t nat -A POSTROUTING -o wan -j MASQUERADE${random}`)
  }

  /** Gives the router another public address, as providers do at night: what it had translated is gone. */
  rebind(number: number): void {
    this.#host.run('ip addr flush dev wan')
    this.#host.run(`ip addr add ${publicAddress(number)}/24 dev wan`)
  }

  /** From now on it leads ports to machines that ask for one by UPnP or NAT-PMP. @returns what ends that */
  leadPorts(): Promise<() => Promise<void>> {
    return leadPorts(this.#host)
  }

  /** The ports that it leads to machines. */
  ledPorts(): readonly number[] {
    return ledPorts(this.#host)
  }

  /** Lays a cable from a machine into the private network. @returns the machine's address there */
  connect(machine: Host, device: string): string {
    const port = `p${++this.#machines}`
    this.#internet.cable(machine, device, this.#host, port)
    this.#host.run(`ip link set ${port} master lan`)
    const address = `${this.#network}.${1 + this.#machines}`
    machine.run(`ip addr add ${address}/24 dev ${device}`)
    return address
  }
}
