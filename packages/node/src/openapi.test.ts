import { silentLogger, systemClock } from '@sonm/common'
import { type LoopbackServer, serveLoopback } from '@sonm/network'
import openapi from '@sonm/protocol/openapi.json' with { type: 'json' }
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withOpenApi } from './openapi.ts'
import { createWorld, startNode } from './testing/world.ts'

const token = 'a-token'
let node: Awaited<ReturnType<typeof startNode>>
let server: LoopbackServer

beforeAll(async () => {
  node = await startNode(createWorld())
  server = await serveLoopback({
    requestMaxBytes: new Map(),
    routes: (router) => node.node.routes(router),
    host: '127.0.0.1',
    port: 0,
    token,
    clock: systemClock,
    logger: silentLogger,
    staticHandler: withOpenApi((request, response) => response.end(`page ${request.url}`)),
  })
})
afterAll(async () => {
  await server.close()
  await node.node.stop()
  await node.store.destroy()
})

/** As `curl -d` sends it. */
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const authorization = `Bearer ${token}`

test.each(['/openapi.json', '/openapi.json?from=here'])(
  '%s is the description of the API, without a token',
  async (path) => {
    const response = await fetch(server.url + path)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.json()).toEqual(openapi)
  },
)

test('HEAD is answered without a body', async () => {
  const response = await fetch(`${server.url}/openapi.json`, { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test('every other path and method is for the pages', async () => {
  expect(await (await fetch(`${server.url}/app.js`)).text()).toBe('page /app.js')
  expect(await (await post('/openapi.json', {})).text()).toBe('page /openapi.json')
})

test.each(Object.keys(openapi.paths))('%s is served, to whom has the token', async (path) => {
  const response = await post(path, {})
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ code: 'unauthenticated' })
})

test('a call with the token is answered as the description says', async () => {
  const response = await post('/sonm.v1.StatusService/GetStatus', {}, { authorization })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ version: '1.2.3', chainId: expect.stringMatching(/^\d+$/) })
})

test('an error tells its code and what to do, as the description says', async () => {
  const response = await post('/sonm.v1.DealService/GetDeal', { dealId: '7' }, { authorization })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({
    code: 'not_found',
    message: expect.any(String),
    details: [
      {
        type: 'sonm.v1.ErrorDetail',
        value: expect.any(String),
        debug: expect.objectContaining({ code: 'DEAL_UNKNOWN', todo: expect.any(String) }),
      },
    ],
  })
})
