import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What becomes of one request: pass it on (changed, perhaps), lose it, or pass it on and lose the answer. */
export type ProxyRule = (body: string) => string | 'lose request' | 'lose answer'

export interface RpcProxy {
  readonly url: string
  rule: ProxyRule
  stop(): Promise<void>
}

/** An endpoint in front of another one, for tests of a bad connection. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const outcome = proxy.rule(body)
    if (outcome === 'lose request') return request.socket.destroy()
    const passed = outcome === 'lose answer' ? body : outcome
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(target, { method: 'POST', headers, body: passed })
    const text = await answer.text()
    if (outcome === 'lose answer') return request.socket.destroy()
    response.writeHead(200, headers).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rule: (body) => body,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
