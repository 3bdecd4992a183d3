import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start, temporaryFolder } from '../e2e/program.ts'
import { type Host, WAN } from './namespaces.ts'

/** Where miniupnpd writes its rules. */
const TABLE = `table inet miniupnpd {
  chain leads { }
  chain leads_back { }
  chain lets_through { }
  chain prerouting { type nat hook prerouting priority -100; jump leads; }
}
`
const CONFIG = `ext_ifname=${WAN}
listening_ip=lan
enable_upnp=yes
enable_natpmp=yes
secure_mode=yes
upnp_table_name=miniupnpd
upnp_nat_table_name=miniupnpd
upnp_nat_chain=leads
upnp_nat_postrouting_chain=leads_back
upnp_forward_chain=lets_through
uuid=00000000-0000-4000-8000-000000000001
allow 1024-65535 0.0.0.0/0 1024-65535
`

/**
 * miniupnpd, which routers have: leads ports of a router to machines that ask for one by UPnP or NAT-PMP.
 * @returns what ends that
 */
export async function leadPorts(router: Host): Promise<() => Promise<void>> {
  const folder = temporaryFolder()
  const file = (name: string, text: string) => {
    const path = join(folder.path, name)
    writeFileSync(path, text)
    return path
  }
  router.run(`nft -f ${file('table', TABLE)}`)
  router.run(`iptables -I FORWARD -i ${WAN} -m conntrack --ctstate DNAT -j ACCEPT`)
  const words = ['-d', '-f', file('config', CONFIG), '-P', join(folder.path, 'pid')]
  const { child, ended, until } = start(['netns', 'exec', router.name, 'miniupnpd', ...words], { program: 'ip' })
  await until(/Listening for NAT-PMP/)
  return async () => {
    child.kill('SIGKILL')
    await ended
    folder.remove()
  }
}

/** The ports that it leads now. */
export function ledPorts(router: Host): readonly number[] {
  const rules = router.run('nft list chain inet miniupnpd leads')
  return [...rules.matchAll(/th dport (\d+) dnat/g)].map(([, port]) => Number(port))
}
