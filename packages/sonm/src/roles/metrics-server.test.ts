import { createMetrics } from '@sonm/common'
import { expect, test } from 'vitest'
import { freePort } from '../devnet/free-port.ts'
import { metricsServer } from './metrics-server.ts'

test('what a daemon counts is served at /metrics and nowhere else, until it stops', async () => {
  const metrics = createMetrics({ processMetrics: false })
  metrics.counter('sonm_test_calls_total', 'Calls.').inc(3)
  const port = await freePort('127.0.0.1', 0)
  const server = metricsServer(metrics, { host: '127.0.0.1', port })
  await server.start()
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('sonm_test_calls_total 3')
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
  await expect(metricsServer(metrics, { host: '127.0.0.1', port }).start()).rejects.toMatchObject({
    code: 'PORT_TAKEN',
  })
  await server.stop()
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow()
})
