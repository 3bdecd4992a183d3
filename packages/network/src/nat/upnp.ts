import { type Gateway, upnpNat } from '@achingbrain/nat-port-mapper'
import type { Endpoint } from '@sonm/model'
import type { PortMapper } from './port-mapper.ts'

/**
 * The router's UPnP (Internet Gateway Device 2), found by a question to the local network.
 * @param options.localAddress ours, to which the router leads
 * @param options.device where the router describes itself, when it need not be looked for
 */
export function upnp(options: { localAddress: () => string | undefined; device?: URL }): PortMapper {
  const client = upnpNat({ autoRefresh: false, description: 'SONM' })
  let found: Gateway | undefined

  const find = async (signal: AbortSignal): Promise<Gateway> => {
    if (options.device) return client.getGateway(options.device, { signal })
    for await (const gateway of client.findGateways({ signal })) if (gateway.family === 'IPv4') return gateway
    throw new Error('no router of this network speaks UPnP')
  }

  return {
    name: 'UPnP',
    async map(port, lifetimeMs, signal) {
      const localAddress = options.localAddress()
      if (localAddress === undefined) throw new Error('this machine has no private IPv4 address')
      found ??= await find(signal)
      try {
        const mapped = await found.map(port, localAddress, {
          protocol: 'tcp',
          externalPort: port,
          ttl: lifetimeMs,
          signal,
        })
        const external: Endpoint = { host: mapped.externalHost, port: mapped.externalPort }
        return { external, lifetimeMs }
      } catch (error) {
        // The router may have been replaced, or have lost what it promised.
        found = undefined
        throw error
      }
    },
    async unmap(port, signal) {
      await found?.unmap(port, { signal })
      found = undefined
    },
  }
}
