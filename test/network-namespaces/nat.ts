import { type Host, type Internet, publicAddress } from './namespaces.ts'

/**
 * What a home router does. `port-restricted`: it keeps the number of a port, and lets in only answers from whom was asked.
 * `symmetric`: besides, every connection gets a port by chance.
 */
export type NatKind = 'port-restricted' | 'symmetric'

export interface Nat {
  /** The machine behind it. */
  readonly inside: Host
  /** Gives the router another public address, as providers do at night: what it had translated is gone. */
  rebind(number: number): void
}

/** A NAT with one machine behind it, in a private network of its own. */
export function nat(internet: Internet, name: string, kind: NatKind, number: number): Nat {
  const router = internet.publicHost(`${name}-router`, number)
  const inside = internet.host(name)
  internet.cable(inside, 'lan', router, 'lan')
  const network = `10.${number}.0`
  router.run(`ip addr add ${network}.1/24 dev lan`)
  inside.run(`ip addr add ${network}.2/24 dev lan`)
  inside.run(`ip route add default via ${network}.1`)
  router.run('sysctl -q -w net.ipv4.ip_forward=1')
  const random = kind === 'symmetric' ? ' --random-fully' : ''
  router.run(`iptables -t nat -A POSTROUTING -o wan -j MASQUERADE${random}`)
  router.run('iptables -A FORWARD -i wan -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT')
  router.run('iptables -A FORWARD -i wan -j DROP')
  // Home routers do not answer what nobody asked for; an answer would end the other side's try.
  router.run('iptables -A INPUT -i wan -j DROP')
  return {
    inside,
    rebind(next) {
      router.run('ip addr flush dev wan')
      router.run(`ip addr add ${publicAddress(next)}/24 dev wan`)
    },
  }
}
