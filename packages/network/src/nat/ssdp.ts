import { createSocket } from 'node:dgram'
import type { Clock } from '@sonm/common'
import type { Endpoint } from '@sonm/model'

/** Where all devices of a local network listen for questions (UPnP Device Architecture 1.1). */
const EVERYBODY: Endpoint = { host: '239.255.255.250', port: 1900 }
const ROUTERS = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
]
/** Devices answer within a second of their own choice; a packet may be lost. */
const WAIT_SECONDS = 1
const PAUSE_MS = 1_200
const TRIES = 3

/**
 * Asks the local network for a router that speaks UPnP.
 * @param options.from our address in that network
 * @returns where the router describes itself
 */
export function findRouter(options: { from: string; clock: Clock; signal: AbortSignal; ask?: Endpoint }): Promise<URL> {
  const { from, clock, signal, ask = EVERYBODY } = options
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const socket = createSocket('udp4')
    let cancelPause = () => {}
    const settle = (action: () => void) => {
      cancelPause()
      signal.removeEventListener('abort', onAbort)
      socket.close()
      action()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    const send = (tried: number) => {
      if (tried === TRIES) return settle(() => reject(new Error('no router of this network speaks UPnP')))
      for (const router of ROUTERS) socket.send(question(router), ask.port, ask.host)
      cancelPause = clock.after(PAUSE_MS, () => send(tried + 1))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('message', (answer, { address }) => {
      const location = locationOf(answer.toString('latin1'))
      // Who answers for another would have us call whomever he likes.
      if (location?.hostname === address) settle(() => resolve(location))
    })
    socket.bind({ address: from }, () => send(0))
  })
}

function question(router: string): string {
  return [
    'M-SEARCH * HTTP/1.1',
    `HOST: ${EVERYBODY.host}:${EVERYBODY.port}`,
    'MAN: "ssdp:discover"',
    `MX: ${WAIT_SECONDS}`,
    `ST: ${router}`,
    '',
    '',
  ].join('\r\n')
}

function locationOf(answer: string): URL | undefined {
  if (!answer.startsWith('HTTP/1.1 200') || !ROUTERS.some((router) => answer.includes(router))) return undefined
  const [, location] = /^location:\s*(http:\/\/\S+)\s*$/im.exec(answer) ?? []
  return location !== undefined && URL.canParse(location) ? new URL(location) : undefined
}
