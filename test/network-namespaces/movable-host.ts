import type { HomeRouter } from './home-router.ts'
import { type Host, type Internet, publicAddress, WAN } from './namespaces.ts'

/** A machine that is carried from network to network: it is plugged in at one place at a time, at first on the internet itself. */
export class MovableHost {
  readonly host: Host
  /** Its cables to routers. */
  readonly #behind = new Map<HomeRouter, { readonly device: string; readonly address: string }>()

  /** @param number the last of its public address */
  constructor(internet: Internet, name: string, number: number) {
    this.host = internet.publicHost(name, number)
  }

  /** @returns its address */
  goPublic(number: number): string {
    const address = publicAddress(number)
    this.host.run(`ip addr flush dev ${WAN}`)
    this.host.run(`ip addr add ${address}/24 dev ${WAN}`)
    this.#plugIn(WAN)
    return address
  }

  /** @returns its address in the router's network */
  goBehind(router: HomeRouter): string {
    const { device, address } = this.#cableTo(router)
    this.#plugIn(device)
    this.host.run(`ip route replace default via ${router.gateway} dev ${device}`)
    return address
  }

  #cableTo(router: HomeRouter) {
    const known = this.#behind.get(router)
    if (known) return known
    const device = `lan${this.#behind.size}`
    const cable = { device, address: router.connect(this.host, device) }
    this.#behind.set(router, cable)
    return cable
  }

  #plugIn(device: string): void {
    const devices = [WAN, ...[...this.#behind.values()].map((cable) => cable.device)]
    for (const other of devices) if (other !== device) this.host.run(`ip link set ${other} down`)
    this.host.run(`ip link set ${device} up`)
  }
}
