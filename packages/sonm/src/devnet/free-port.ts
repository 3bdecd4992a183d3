import { createServer } from 'node:net'
import { systemRandom } from '@sonm/common'
import { fail } from '@sonm/model'

/** Below what systems give to outgoing connections, one of which could take the port before it is listened on. */
const FIRST_PORT = 16_000
const PORTS = 16_000
const TRIES_MOST = 100

/** The preferred port if nothing listens on it, else any free one; 0: any free one. @throws PORT_TAKEN */
export async function freePort(host: string, preferred: number): Promise<number> {
  let port = preferred
  for (let tries = 0; tries < TRIES_MOST; tries++) {
    if (port !== 0 && (await isPortFree(host, port))) return port
    port = FIRST_PORT + systemRandom.integer(PORTS)
  }
  throw fail('PORT_TAKEN', { port })
}

/** Whether nothing listens on a port. */
export function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
