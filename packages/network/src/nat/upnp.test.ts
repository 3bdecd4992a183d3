import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@sonm/common'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { upnp } from './upnp.ts'

const { signal } = new AbortController()
const LIFETIME_MS = 1_200_000

/** A router that speaks UPnP: SSDP, a description of itself, and SOAP. */
class Router {
  readonly ssdp: Socket = createSocket('udp4')
  readonly mapped = new Map<number, { to: string; leaseSeconds: number }>()
  readonly taken = new Set<number>()
  version = 1
  onlyWithoutEnd = false
  externalAddress = '203.0.113.5'
  location = ''
  control = '/control?conn'
  description: string | undefined
  readonly http = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { status, text } =
        request.method === 'GET' ? { status: 200, text: this.description ?? this.#description() } : this.#act(body)
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text)
    })
  })

  async start(): Promise<number> {
    this.http.listen(0, '127.0.0.1')
    this.ssdp.bind(0, '127.0.0.1')
    await Promise.all([once(this.http, 'listening'), once(this.ssdp, 'listening')])
    this.location = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/root.xml`
    this.ssdp.on('message', (message, from) => {
      const [, target] = /^ST: (.*?)\r$/m.exec(message.toString()) ?? []
      if (target !== `urn:schemas-upnp-org:device:InternetGatewayDevice:${this.version}`) return
      const answer = `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: ${target}\r\nLocation: ${this.location}\r\n\r\n`
      this.ssdp.send(answer, from.port, from.address)
    })
    return this.ssdp.address().port
  }

  async close(): Promise<void> {
    this.ssdp.close()
    this.http.closeAllConnections()
    await new Promise((resolve) => this.http.close(resolve))
  }

  #description(): string {
    const service = (type: string, control: string) =>
      `<service><serviceType>urn:schemas-upnp-org:service:${type}</serviceType><controlURL>${control}</controlURL></service>`
    const services = service('Layer3Forwarding:1', '/other') + service(`WANIPConnection:${this.version}`, this.control)
    return `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><serviceList>${services}</serviceList></device></root>`
  }

  #act(body: string): { status: number; text: string } {
    const value = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? ''
    const [, action] = /<u:(\w+)/.exec(body)!
    const port = Number(value('NewExternalPort'))
    const leaseSeconds = Number(value('NewLeaseDuration'))
    const fault = (code: number, text: string) => ({
      status: 500,
      text: `<s:Envelope><s:Body><s:Fault><detail><UPnPError><errorCode>${code}</errorCode><errorDescription>${text}</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>`,
    })
    if (action === 'AddPortMapping') {
      if (this.taken.has(port)) return fault(718, 'ConflictInMappingEntry')
      if (this.onlyWithoutEnd && leaseSeconds > 0) return fault(725, 'OnlyPermanentLeasesSupported')
      this.mapped.set(port, { to: `${value('NewInternalClient')}:${value('NewInternalPort')}`, leaseSeconds })
    }
    if (action === 'DeletePortMapping') {
      if (value('NewProtocol') !== 'TCP' || !this.mapped.delete(port)) return fault(714, 'NoSuchEntryInArray')
    }
    const answer = `<NewExternalIPAddress>${this.externalAddress}</NewExternalIPAddress>`
    return {
      status: 200,
      text: `<s:Envelope><s:Body><u:${action}Response>${answer}</u:${action}Response></s:Body></s:Envelope>`,
    }
  }
}

let router: Router
let mapper: ReturnType<typeof upnp>
beforeEach(async () => {
  router = new Router()
  const ask = { host: '127.0.0.1', port: await router.start() }
  mapper = upnp({ localAddress: () => '127.0.0.1', clock: systemClock, ask })
})
afterEach(() => router.close())

test.each([1, 2])('a router of version %i is found, maps a port for a time, and takes it back', async (version) => {
  router.version = version
  expect(await mapper.map(15_010, LIFETIME_MS, signal)).toEqual({
    external: { host: '203.0.113.5', port: 15_010 },
    lifetimeMs: LIFETIME_MS,
  })
  expect(router.mapped.get(15_010)).toEqual({ to: '127.0.0.1:15010', leaseSeconds: 1_200 })
  await mapper.unmap(15_010, signal)
  expect(router.mapped.size).toBe(0)
})

test('a port that another machine has is left to it, and the own one is kept when it is renewed', async () => {
  router.taken.add(15_010)
  expect((await mapper.map(15_010, LIFETIME_MS, signal)).external.port).toBe(15_011)
  router.taken.clear()
  expect((await mapper.map(15_010, LIFETIME_MS, signal)).external.port).toBe(15_011)
  await mapper.unmap(15_010, signal)
  expect(router.mapped.size).toBe(0)
})

test('a router that knows no end of a mapping gives one without', async () => {
  router.onlyWithoutEnd = true
  await mapper.map(15_010, LIFETIME_MS, signal)
  expect(router.mapped.get(15_010)?.leaseSeconds).toBe(0)
})

test('a refusal is told as the router says it', async () => {
  for (let port = 15_010; port < 15_020; port++) router.taken.add(port)
  await expect(mapper.map(15_010, LIFETIME_MS, signal)).rejects.toThrow('ConflictInMappingEntry')
})

test('a router that sends us to another machine is not believed', async () => {
  router.control = 'http://192.0.2.1/control'
  await expect(mapper.map(15_010, LIFETIME_MS, signal)).rejects.toThrow('leads no ports')
  router.location = router.location.replace('127.0.0.1', 'localhost')
  const controller = new AbortController()
  const asked = mapper.map(15_010, LIFETIME_MS, controller.signal)
  controller.abort(new Error('nobody else answers'))
  await expect(asked).rejects.toThrow('nobody else answers')
})

test.each([
  ['one that says too much', 'x'.repeat(300_000), 'says too much'],
  ['parts without an end', '<service>'.repeat(28_000), 'leads no ports'],
  ['fields without an end', `<service>${'<serviceType '.repeat(20_000)}</service>`, 'leads no ports'],
])(
  'any machine of the network may answer for a router, and is read in some milliseconds: %s',
  async (_, text, told) => {
    router.description = text
    await expect(mapper.map(15_010, LIFETIME_MS, signal)).rejects.toThrow(told)
  },
  // A thousand times as much, for however busy a machine.
  10_000,
)

test('an outside address that is none is refused', async () => {
  router.externalAddress = 'example.org'
  await expect(mapper.map(15_010, LIFETIME_MS, signal)).rejects.toThrow('no outside address')
})

test('where no router answers, it is said', async () => {
  const unused = createSocket('udp4').bind(0, '127.0.0.1')
  await once(unused, 'listening')
  const nobody = { host: '127.0.0.1', port: unused.address().port }
  const instant = { ...systemClock, after: (_: number, action: () => void) => systemClock.after(0, action) }
  const lonely = upnp({ localAddress: () => '127.0.0.1', clock: instant, ask: nobody })
  await expect(lonely.map(15_010, LIFETIME_MS, signal)).rejects.toThrow('no router of this network speaks UPnP')
  await new Promise<void>((resolve) => unused.close(resolve))
  await expect(upnp({ localAddress: () => undefined, clock: instant }).map(1, 1, signal)).rejects.toThrow(
    'no IPv4 address',
  )
})
