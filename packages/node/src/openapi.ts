import type { IncomingMessage, ServerResponse } from 'node:http'
import openapi from '@sonm/protocol/openapi.json' with { type: 'json' }

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void

const PATH = '/openapi.json'
const BODY = JSON.stringify(openapi)
const HEADERS = {
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(BODY),
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
}

/**
 * Serves the description of the external API beside the pages of `next`. It needs no token: it tells what can be asked,
 * which is the same at every node, and nothing of this one.
 * @example
 * await serveLoopback({ ..., staticHandler: withOpenApi((request, response) => void gui(request, response)) })
 */
export function withOpenApi(next: PageHandler): PageHandler {
  return (request, response) => {
    const { method, url = '/' } = request
    if (url.split('?', 1)[0] !== PATH || (method !== 'GET' && method !== 'HEAD')) return next(request, response)
    response.writeHead(200, HEADERS).end(method === 'HEAD' ? undefined : BODY)
  }
}
