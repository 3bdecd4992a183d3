import { isIPv4 } from 'node:net'
import type { Clock } from '@sonm/common'
import type { Endpoint } from '@sonm/model'
import type { MappedPort, PortMapper } from './port-mapper.ts'
import { findRouter } from './ssdp.ts'

/** The services that lead ports, the newest first. Most home routers have the older ones. */
const SERVICES = ['WANIPConnection:2', 'WANIPConnection:1', 'WANPPPConnection:1'].map(
  (name) => `urn:schemas-upnp-org:service:${name}`,
)
/** A description and an answer have a few KiB. */
const MAX_ANSWER_BYTES = 256 * 1024
const PORT_IS_TAKEN = 718
const ONLY_WITHOUT_END = 725
/** Further ports that are tried when another machine has the wished one. */
const MORE_PORTS = 3

interface Service {
  readonly type: string
  readonly control: URL
}

/**
 * The router's UPnP (Internet Gateway Device 1 or 2), found by a question to the local network.
 * @param options.localAddress ours, to which the router leads
 * @param options.ask whom to ask instead of the whole local network
 */
export function upnp(options: { localAddress: () => string | undefined; clock: Clock; ask?: Endpoint }): PortMapper {
  let known: Service | undefined
  let externalPort: number | undefined

  const find = async (from: string, signal: AbortSignal): Promise<Service> => {
    const location = await findRouter({ ...options, from, signal })
    return serviceOf(await read(await fetch(location, { signal, redirect: 'error' })), location)
  }

  const add = async (service: Service, port: number, lifetimeMs: number, to: string, signal: AbortSignal) => {
    const wanted = externalPort ?? port
    for (let tried = 0, lifetimeSeconds = Math.round(lifetimeMs / 1000); ; ) {
      const candidate = wanted + tried
      try {
        await call(service, 'AddPortMapping', mapping(candidate, port, to, lifetimeSeconds), signal)
        return candidate
      } catch (error) {
        const code = error instanceof UpnpError ? error.code : 0
        if (code === ONLY_WITHOUT_END && lifetimeSeconds > 0) lifetimeSeconds = 0
        else if (code === PORT_IS_TAKEN && tried < MORE_PORTS && candidate < 65_535) tried++
        else throw error
      }
    }
  }

  return {
    name: 'UPnP',
    async map(port, lifetimeMs, signal): Promise<MappedPort> {
      const localAddress = options.localAddress()
      if (localAddress === undefined) throw new Error('this machine has no IPv4 address in a network')
      try {
        known ??= await find(localAddress, signal)
        externalPort = await add(known, port, lifetimeMs, localAddress, signal)
        const host = field(await call(known, 'GetExternalIPAddress', {}, signal), 'NewExternalIPAddress')
        if (!isIPv4(host)) throw new Error(`the router has no outside address: '${host.slice(0, 40)}'`)
        return { external: { host, port: externalPort }, lifetimeMs }
      } catch (error) {
        // The router may have been replaced.
        known = undefined
        throw error
      }
    },
    async unmap(_, signal) {
      if (!known || externalPort === undefined) return
      const gone = { NewRemoteHost: '', NewExternalPort: externalPort, NewProtocol: 'TCP' }
      await call(known, 'DeletePortMapping', gone, signal)
      externalPort = undefined
    },
  }
}

class UpnpError extends Error {
  readonly code: number

  constructor(code: number, text: string) {
    super(`the router refuses: ${text === '' ? `error ${code}` : text}`)
    this.code = code
  }
}

const mapping = (external: number, internal: number, to: string, lifetimeSeconds: number) => ({
  NewRemoteHost: '',
  NewExternalPort: external,
  NewProtocol: 'TCP',
  NewInternalPort: internal,
  NewInternalClient: to,
  NewEnabled: 1,
  NewPortMappingDescription: 'SONM',
  NewLeaseDuration: lifetimeSeconds,
})

/** The part of a router's description that leads ports. */
function serviceOf(description: string, location: URL): Service {
  // What is searched for is searched once: any machine of the network may have written this.
  const services = description.split('</service>').map((text) => text.slice(text.lastIndexOf('<service>') + 1))
  for (const type of SERVICES) {
    const found = services.find((text) => field(text, 'serviceType') === type)
    if (found === undefined) continue
    const path = field(found, 'controlURL')
    if (!URL.canParse(path, location)) continue
    const control = new URL(path, location)
    // It describes itself, and nobody else.
    if (control.hostname === location.hostname && control.protocol === 'http:') return { type, control }
  }
  throw new Error('the router leads no ports by UPnP')
}

async function call(
  { type, control }: Service,
  action: string,
  values: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<string> {
  const fields = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`)
  const envelope =
    'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
  const body = `<?xml version="1.0"?><s:Envelope ${envelope}><s:Body><u:${action} xmlns:u="${type}">${fields.join('')}</u:${action}></s:Body></s:Envelope>`
  const headers = { 'content-type': 'text/xml; charset="utf-8"', soapaction: `"${type}#${action}"` }
  const response = await fetch(control, { method: 'POST', headers, body, signal, redirect: 'error' })
  const answer = await read(response)
  if (!response.ok)
    throw new UpnpError(Number(field(answer, 'errorCode')), field(answer, 'errorDescription').slice(0, 100))
  return answer
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw new Error('the router says too much')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The text of the first element of a name, whatever its prefix; empty when there is none. */
function field(text: string, name: string): string {
  return new RegExp(`<(?:\\w+:)?${name}(?:\\s[^<>]*)?>([^<]*)<`).exec(text)?.[1]?.trim() ?? ''
}
