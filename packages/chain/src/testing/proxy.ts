import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What becomes of one request: pass it on (changed, perhaps), lose it, pass it on and lose the answer, never answer, answer
 * something else, or change the answer.
 */
export type ProxyRule = (
  body: string,
) =>
  | string
  | 'lose request'
  | 'lose answer'
  | 'hang'
  | { readonly status?: number; readonly contentType?: string; readonly text: string }
  | { readonly change: (answer: string) => string }

export interface RpcProxy {
  readonly url: string
  rule: ProxyRule
  /** The methods that it was asked, in order. */
  readonly asked: string[]
  stop(): Promise<void>
}

/** An endpoint in front of another one, for tests of a bad connection, and of one that lies. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    proxy.asked.push(String(JSON.parse(body).method))
    const outcome = proxy.rule(body)
    if (outcome === 'lose request') return request.socket.destroy()
    if (outcome === 'hang') return
    if (typeof outcome === 'object' && 'text' in outcome) return give(response, outcome)
    const passed = typeof outcome === 'object' || outcome === 'lose answer' ? body : outcome
    const headers = { 'content-type': 'application/json' }
    // The target may end in the middle of a request: this endpoint then fails as one whose target is gone.
    const text = await fetch(target, { method: 'POST', headers, body: passed })
      .then((answer) => answer.text())
      .catch(() => undefined)
    if (text === undefined || outcome === 'lose answer') return request.socket.destroy()
    give(response, { text: typeof outcome === 'object' ? outcome.change(text) : text })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rule: (body) => body,
    asked: [],
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

function give(
  response: ServerResponse,
  { status = 200, contentType = 'application/json', text }: { status?: number; contentType?: string; text: string },
): void {
  response.writeHead(status, { 'content-type': contentType }).end(text)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
