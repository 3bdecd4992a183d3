import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { isCoded, systemClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { Rpc } from './rpc.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** An endpoint of chain 7 that answers one method in its own way. */
async function endpoint(
  method: string,
  answer: (response: ServerResponse, id: number, request: IncomingMessage) => unknown,
) {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const asked = JSON.parse(body) as { id: number; method: string }
    if (asked.method === method) return answer(response, asked.id, request)
    response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result: '0x7' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const rpcAt = (url: string, requestTimeoutMs = 5_000) =>
  new Rpc({ url, expectedChainId: 7, contracts: {}, requestTimeoutMs, clock: systemClock })

async function failureOf(action: Promise<unknown>) {
  const error = await action.then(
    (value) => new Error(`it answered ${inspect(value)}`),
    (thrown: unknown) => thrown,
  )
  if (!isCoded(error)) throw error
  // Never a dump: the message is a sentence or two.
  expect(error.message.length).toBeLessThan(400)
  expect(error.message).not.toMatch(/\n|abi|viem/i)
  return error
}

const result = (value: unknown) => (response: ServerResponse, id: number) =>
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result: value }))
const HASH = `0x${'ab'.repeat(32)}` as const
const OTHER = `0x${'cd'.repeat(32)}`

test.each([
  ['HTML', 'CHAIN_ANSWER_INVALID', (response: ServerResponse) => response.end('<html>hello</html>')],
  ['nothing', 'CHAIN_ANSWER_INVALID', (response: ServerResponse) => response.end()],
  ['half an answer', 'CHAIN_ANSWER_INVALID', (response: ServerResponse) => response.end('{"jsonrpc":"2.0","id":2,')],
  ['a list', 'CHAIN_ANSWER_INVALID', (response: ServerResponse) => response.end('[]')],
  ['another shape', 'CHAIN_ANSWER_INVALID', (response: ServerResponse) => response.end('{"hello":1}')],
  ['endless depth', 'CHAIN_ANSWER_INVALID', (response: ServerResponse) => response.end('['.repeat(200_000))],
  [
    'what was not asked',
    'CHAIN_ANSWER_INVALID',
    (response: ServerResponse, id: number) => result('0x1')(response, id + 1),
  ],
  ['a number that is none', 'CHAIN_ANSWER_INVALID', result('twelve')],
  ['a number of another type', 'CHAIN_ANSWER_INVALID', result(12)],
  ['a number beyond all bounds', 'CHAIN_ANSWER_INVALID', result(`0x${'f'.repeat(65)}`)],
  ['null', 'CHAIN_ANSWER_INVALID', result(null)],
  ['HTTP 429', 'CHAIN_UNREACHABLE', (response: ServerResponse) => response.writeHead(429).end('slow down')],
  ['HTTP 500', 'CHAIN_UNREACHABLE', (response: ServerResponse) => response.writeHead(500).end('<html>')],
  [
    'the way to another place',
    'CHAIN_UNREACHABLE',
    (response: ServerResponse) => response.writeHead(307, { location: '/x' }).end(),
  ],
  [
    'an error of its own',
    'CHAIN_REFUSED',
    (response: ServerResponse, id: number) =>
      response.end(JSON.stringify({ id, error: { code: -32_000, message: 'quota' } })),
  ],
])('an endpoint that answers with %s is reported as %s, in a sentence', async (_, code, answer) => {
  const port = await endpoint('eth_getBalance', answer)
  const failure = await failureOf(
    rpcAt(`http://127.0.0.1:${port}`).ask((client) => client.getBalance({ address: `0x${'1'.repeat(40)}` })),
  )
  expect(failure.code).toBe(code)
  expect(failure.data.url).toBe(`127.0.0.1:${port}`)
})

test('an answer without end is cut off', async () => {
  const piece = Buffer.alloc(2 ** 20, '0')
  const port = await endpoint('eth_getBalance', (response) => {
    const more = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more)
    more()
  })
  const balance = rpcAt(`http://127.0.0.1:${port}`).ask((client) =>
    client.getBalance({ address: `0x${'1'.repeat(40)}` }),
  )
  expect(await failureOf(balance)).toMatchObject({ code: 'CHAIN_ANSWER_INVALID' })
})

test('an answer that comes too late, also by drops, is not waited for', async () => {
  const port = await endpoint('eth_getBalance', (response) => response.write('{"jsonrpc":'))
  const balance = rpcAt(`http://127.0.0.1:${port}`, 100).ask((client) =>
    client.getBalance({ address: `0x${'1'.repeat(40)}` }),
  )
  expect(await failureOf(balance)).toMatchObject({ code: 'CHAIN_UNREACHABLE', data: { reason: 'it took too long' } })
})

const log = {
  address: `0x${'1'.repeat(40)}`,
  topics: [HASH],
  data: '0x',
  blockNumber: '0x5',
  blockHash: HASH,
  transactionHash: HASH,
  logIndex: '0x0',
}

test.each([
  ['of another contract', { address: `0x${'2'.repeat(40)}` }],
  ['of a block before', { blockNumber: '0x3' }],
  ['of a block after', { blockNumber: '0x7' }],
  ['of no block', { blockNumber: null }],
  ['with half a byte', { data: '0x123' }],
  ['with five topics', { topics: Array(5).fill(HASH) }],
  ['with a topic that is none', { topics: ['0x12'] }],
])('a log %s is not taken', async (_, change) => {
  const ask = async (given: unknown) => {
    const port = await endpoint('eth_getLogs', result([given]))
    return rpcAt(`http://127.0.0.1:${port}`).ask((client) =>
      client.getLogs({ address: `0x${'1'.repeat(40)}`, fromBlock: 4n, toBlock: 6n }),
    )
  }
  expect(await ask(log)).toHaveLength(1)
  expect(await failureOf(ask({ ...log, ...change }))).toMatchObject({ code: 'CHAIN_ANSWER_INVALID' })
})

const receipt = {
  transactionHash: HASH,
  blockHash: HASH,
  blockNumber: '0x5',
  status: '0x1',
  gasUsed: '0x5208',
  effectiveGasPrice: '0x1',
  contractAddress: null,
  logs: [log],
}

test.each([
  ['of another transaction', { transactionHash: OTHER }],
  ['of no block', { blockNumber: null }],
  ['without a status', { status: undefined }],
  ['with a status that is none', { status: '0x2' }],
  ['without a price', { effectiveGasPrice: undefined }],
  ['with logs that are none', { logs: 'none' }],
])('a receipt %s is not taken', async (_, change) => {
  const ask = async (given: unknown) => {
    const port = await endpoint('eth_getTransactionReceipt', result(given))
    return rpcAt(`http://127.0.0.1:${port}`).ask((client) =>
      client.request({ method: 'eth_getTransactionReceipt', params: [HASH] }),
    )
  }
  expect(await ask(receipt)).toEqual(receipt)
  expect(await failureOf(ask({ ...receipt, ...change }))).toMatchObject({ code: 'CHAIN_ANSWER_INVALID' })
})

const SECRETS = ['alice-user', 'p4ss-w0rd', 'path-secret-1', 'query-secret-2', encodeURIComponent('p4ss/w0rd')]

test.each([
  ['does not listen', undefined],
  [
    'repeats its own address in an error',
    (response: ServerResponse, id: number, request: IncomingMessage) =>
      response.end(
        JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_001, message: `no access: ${request.url}` } }),
      ),
  ],
  ['answers with HTML', (response: ServerResponse) => response.end('<html>')],
  ['answers with HTTP 403', (response: ServerResponse) => response.writeHead(403).end()],
  ['gives a result that is none', result({})],
  [
    'reverts',
    (response: ServerResponse, id: number) =>
      response.end(
        JSON.stringify({ jsonrpc: '2.0', id, error: { code: 3, message: 'execution reverted', data: '0x' } }),
      ),
  ],
])('no secret of its URL is told of an endpoint that %s', async (_, answer) => {
  const port = answer ? await endpoint('eth_call', answer) : 1
  const url = `http://alice-user:p4ss-w0rd@127.0.0.1:${port}/v3/path-secret-1?key=query-secret-2`
  const error = await failureOf(
    rpcAt(url).ask((client) => client.call({ to: `0x${'1'.repeat(40)}`, data: '0x12345678' })),
  )
  // With all causes, as --verbose and the logs print them.
  const told = inspect(error, { depth: 20, showHidden: true })
  for (const secret of SECRETS) expect(told).not.toContain(secret)
})

test.each(['nonsense with-secret-9', 'ftp://with-secret-9', 'http://[with-secret-9'])(
  'a URL that is none is refused and not repeated: %s',
  (url) => {
    try {
      rpcAt(url)
    } catch (error) {
      expect(isCoded(error, 'INPUT_INVALID')).toBe(true)
      return expect(inspect(error)).not.toContain('with-secret-9')
    }
    throw new Error('it was taken')
  },
)

test('user and password of a URL are sent as such', async () => {
  let sent: string | undefined
  const port = await endpoint('eth_getBalance', (response, id, request) => {
    sent = request.headers.authorization
    result('0x1')(response, id)
  })
  const rpc = rpcAt(`http://alice:p4ss%2Fw0rd@127.0.0.1:${port}/`)
  expect(await rpc.ask((client) => client.getBalance({ address: `0x${'1'.repeat(40)}` }))).toBe(1n)
  expect(sent).toBe(`Basic ${btoa('alice:p4ss/w0rd')}`)
})
