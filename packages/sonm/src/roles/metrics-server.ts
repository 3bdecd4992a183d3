import { createServer } from 'node:http'
import { type Metrics, messageOf, type Startable } from '@sonm/common'
import { fail } from '@sonm/model'
import type { Endpoint } from '@sonm/network'

/** Serves a daemon's metrics to Prometheus at /metrics; without an endpoint it does nothing. */
export function metricsServer(metrics: Metrics, at: Endpoint | undefined): Startable {
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(await metrics.text())
  })
  return {
    start: () =>
      at === undefined
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            server.once('error', (error: NodeJS.ErrnoException) => {
              const taken = error.code === 'EADDRINUSE'
              const invalid = { field: '--metrics', reason: messageOf(error) }
              reject(taken ? fail('PORT_TAKEN', { port: at.port }) : fail('INPUT_INVALID', invalid))
            })
            server.listen(at.port, at.host, resolve)
          }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
