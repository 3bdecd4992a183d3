import type { Clock } from '@sonm/common'
import type { Endpoint } from '@sonm/model'
import { askByUdp } from './ask-by-udp.ts'

/** Where all devices of a local network listen for questions (UPnP Device Architecture 1.1). */
const EVERYBODY: Endpoint = { host: '239.255.255.250', port: 1900 }
const ROUTERS = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
]
/** Devices answer within a second of their own choice; a packet may be lost. */
const WAIT_SECONDS = 1
const PAUSES_MS = [1_200, 1_200, 1_200]

/**
 * Asks the local network for a router that speaks UPnP.
 * @param options.from our address in that network
 * @returns where the router describes itself
 */
export function findRouter(options: { from: string; clock: Clock; signal: AbortSignal; ask?: Endpoint }): Promise<URL> {
  const { from, clock, signal, ask = EVERYBODY } = options
  return askByUdp({
    open: (socket, onReady) => socket.bind({ address: from }, onReady),
    send(socket) {
      for (const router of ROUTERS) socket.send(question(router), ask.port, ask.host)
    },
    read(answer, { address }) {
      const location = locationOf(answer.toString('latin1'))
      // Who answers for another would have us call whomever he likes.
      return location?.hostname === address ? location : undefined
    },
    pausesMs: PAUSES_MS,
    silence: 'no router of this network speaks UPnP',
    clock,
    signal,
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
