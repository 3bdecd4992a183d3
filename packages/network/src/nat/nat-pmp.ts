import type { Clock } from '@sonm/common'
import { askByUdp } from './ask-by-udp.ts'
import type { MappedPort, PortMapper } from './port-mapper.ts'

const PORT = 5351
const VERSION = 0
const EXTERNAL_ADDRESS = 0
const MAP_TCP = 2
/** Set in the operation of an answer. */
const ANSWER = 128
/** RFC 6886 doubles the pause each time. The ninth would come a minute later; who has not answered the fourth speaks no NAT-PMP. */
const PAUSES_MS = [250, 500, 1_000, 2_000]
const RESULTS = [
  'success',
  'it speaks another version',
  'it refuses: port mapping is switched off',
  'it has no external address now',
  'it has no free port',
  'it cannot map TCP ports',
]

/**
 * The router's NAT-PMP (RFC 6886), which macOS and many home routers speak.
 * @param options.gateway where the router is now; undefined: there is none
 */
export function natPmp(options: { gateway: () => string | undefined; clock: Clock; port?: number }): PortMapper {
  const ask = async (request: Buffer, answerBytes: number, signal: AbortSignal) => {
    const gateway = options.gateway()
    if (gateway === undefined) throw new Error('this machine has no router that it knows of')
    return askGateway(request, answerBytes, { port: PORT, ...options, gateway, signal })
  }
  const requestMapping = async (port: number, lifetimeSeconds: number, signal: AbortSignal) => {
    const request = Buffer.alloc(12)
    request[0] = VERSION
    request[1] = MAP_TCP
    request.writeUInt16BE(port, 4)
    // Zero for a port that is given up, as the RFC wants it.
    request.writeUInt16BE(lifetimeSeconds === 0 ? 0 : port, 6)
    request.writeUInt32BE(lifetimeSeconds, 8)
    const answer = await ask(request, 16, signal)
    return { port: answer.readUInt16BE(10), lifetimeSeconds: answer.readUInt32BE(12) }
  }
  return {
    name: 'NAT-PMP',
    async map(port, lifetimeMs, signal): Promise<MappedPort> {
      const mapped = await requestMapping(port, Math.round(lifetimeMs / 1000), signal)
      const address = await ask(Buffer.from([VERSION, EXTERNAL_ADDRESS]), 12, signal)
      return {
        external: { host: [...address.subarray(8, 12)].join('.'), port: mapped.port },
        lifetimeMs: mapped.lifetimeSeconds * 1000,
      }
    },
    async unmap(port, signal) {
      await requestMapping(port, 0, signal)
    },
  }
}

function askGateway(
  request: Buffer,
  answerBytes: number,
  { gateway, port, clock, signal }: { gateway: string; port: number; clock: Clock; signal: AbortSignal },
): Promise<Buffer> {
  return askByUdp({
    open: (socket, onReady) => socket.connect(port, gateway, onReady),
    send: (socket) => socket.send(request),
    read(answer) {
      // Only the gateway's packets arrive here: the socket is connected to it.
      if (answer.length < 4 || answer[0] !== VERSION || answer[1] !== request[1]! + ANSWER) return undefined
      const result = answer.readUInt16BE(2)
      if (result !== 0) throw new Error(`the router ${gateway} maps no port: ${RESULTS[result] ?? `result ${result}`}`)
      return answer.length >= answerBytes ? answer : undefined
    },
    pausesMs: PAUSES_MS,
    silence: `the router ${gateway} speaks no NAT-PMP`,
    clock,
    signal,
  })
}
