import type { ConnectRouter } from '@connectrpc/connect'
import { silentLogger, systemClock } from '@sonm/common'
import { createGui } from '@sonm/gui'
import { serveLoopback } from '@sonm/network'

const TOKEN = '0123456789abcdef'

/** The web face before an API that answers what a test says: states that a whole network is seldom in. */
export async function serveFakedNode(routes: (router: ConnectRouter) => void) {
  const gui = createGui()
  const server = await serveLoopback({
    requestMaxBytes: new Map(),
    routes,
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    clock: systemClock,
    logger: silentLogger,
    staticHandler: (request, response) => void gui(request, response),
  })
  return { origin: server.url, guiUrl: `${server.url}/#token=${TOKEN}`, close: () => server.close() }
}
