import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Bundle, bundleApp } from './bundle.ts'

/** Answers the requests of a browser; mounted beside the API, for every path that is no call. */
export type GuiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

interface PageFile {
  readonly type: string
  readonly body: Uint8Array
  readonly etag: string
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2f5bd8"/>' +
  '<path d="M9 20.5l7 4 7-4M9 15.5l7 4 7-4M16 6.5l7 4-7 4-7-4z" fill="none" stroke="#fff" stroke-width="2" ' +
  'stroke-linejoin="round" stroke-linecap="round"/></svg>'

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SONM</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/app.css">
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. The same can be done with the command line: sonm --help</noscript>
<script type="module" src="/app.js"></script>
</body>
</html>
`

/** Nothing from elsewhere, nothing inline, no frames: a script that got into the page could spend the wallet's money. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/**
 * The web face. The app is bundled on the first request that needs it and kept in memory. The page itself holds no
 * secret: the API's token comes in the address, behind the #, which browsers send to nobody.
 * @example
 * const gui = createGui()
 * await serveLoopback({ ..., staticHandler: (request, response) => void gui(request, response) })
 */
export function createGui(): GuiHandler {
  let bundling: Promise<Bundle> | undefined
  const bundle = () => {
    bundling ??= bundleApp().catch((error: unknown) => {
      bundling = undefined
      throw error
    })
    return bundling
  }
  const files: Readonly<Record<string, () => Promise<PageFile>>> = {
    '/': async () => fileOf('text/html; charset=utf-8', new TextEncoder().encode(PAGE)),
    '/icon.svg': async () => fileOf('image/svg+xml', new TextEncoder().encode(ICON)),
    '/app.js': async () => fileOf('text/javascript; charset=utf-8', (await bundle()).script),
    '/app.css': async () => fileOf('text/css; charset=utf-8', (await bundle()).style),
  }
  return async (request, response) => {
    const { method = 'GET', url = '/' } = request
    const path = url.split('?', 1)[0]!
    const file = Object.hasOwn(files, path) ? files[path] : undefined
    if (!file) return end(response, 404, 'There is no such page. The web face is at /\n')
    if (method !== 'GET' && method !== 'HEAD') return end(response, 405, 'Only GET is answered here.\n')
    let found: PageFile
    try {
      found = await file()
    } catch {
      return end(response, 500, 'The web face could not be built; the command line works: sonm --help\n')
    }
    const { type, body, etag } = found
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { ...HEADERS, etag }).end()
      return
    }
    response.writeHead(200, { ...HEADERS, etag, 'content-type': type, 'content-length': body.length })
    response.end(method === 'HEAD' ? undefined : body)
  }
}

function fileOf(type: string, body: Uint8Array): PageFile {
  return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
