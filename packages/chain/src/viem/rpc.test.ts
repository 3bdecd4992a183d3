import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { Rpc } from './rpc.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** An endpoint that answers eth_blockNumber with these errors, one after the other, and then with block 7. */
async function endpoint(...errors: string[]) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { id, method } = JSON.parse(body) as { id: number; method: string }
    asked.push(method)
    const message = method === 'eth_blockNumber' ? errors.shift() : undefined
    const answer = message === undefined ? { result: '0x7' } : { error: { code: -32_000, message } }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const rpc = new Rpc({ url, expectedChainId: 7, contracts: {}, requestTimeoutMs: 5_000, clock: systemClock })
  const blocks = () => asked.filter((method) => method === 'eth_blockNumber').length
  return { ask: () => rpc.ask((client) => client.getBlockNumber({ cacheTime: 0 })), blocks }
}

test.each(['BlockOutOfRangeError: block height is 18 but requested was 19', 'header not found', 'Unknown block'])(
  'an endpoint that is behind itself for a moment (%s) is asked again',
  async (message) => {
    const { ask, blocks } = await endpoint(message, message)
    expect(await ask()).toBe(7n)
    expect(blocks()).toBe(3)
  },
)

test('an endpoint that stays behind says so, and the caller may try again', async () => {
  const { ask, blocks } = await endpoint(...Array<string>(9).fill('header not found'))
  await expect(ask()).rejects.toMatchObject({ code: 'CHAIN_BEHIND', retryable: true })
  expect(blocks()).toBe(5)
})

test('any other refusal is passed on at once', async () => {
  const { ask, blocks } = await endpoint('intrinsic gas too low')
  await expect(ask()).rejects.toMatchObject({ code: 'CHAIN_REFUSED' })
  expect(blocks()).toBe(1)
})
