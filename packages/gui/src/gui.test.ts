import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGui } from './gui.ts'

const gui = createGui()
const server = createServer((request, response) => void gui(request, response))
let url = ''

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('the web face', () => {
  it('serves a page whose every file is its own, under a policy that allows nothing else', async () => {
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const html = await response.text()
    for (const [, link] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(link).toMatch(/^\/[a-z]/)
      const file = await fetch(url + link)
      expect(file.status).toBe(200)
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(0)
    }
    // Inline code or style would not run under the policy.
    expect(html).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=/)
  })

  it.each(['/', '/app.js', '/app.css', '/icon.svg', '/nowhere'])('sends its policy with %s', async (path) => {
    const { headers } = await fetch(url + path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('is a program for browsers: no module of Node is left in it, and nothing is loaded from elsewhere', async () => {
    const script = await (await fetch(`${url}/app.js`)).text()
    expect(script).not.toMatch(/["']node:/)
    expect(script).not.toContain('pino')
    const style = await (await fetch(`${url}/app.css`)).text()
    expect(style).toContain('prefers-color-scheme')
    expect(style).not.toMatch(/@import|url\(/)
  })

  it('gives the same page to everybody: a token in a request appears in no answer', async () => {
    const token = 'e4f1c0ffee'
    for (const path of ['/', '/app.js', '/app.css', '/x']) {
      const response = await fetch(`${url}${path}?token=${token}`, { headers: { authorization: `Bearer ${token}` } })
      expect(JSON.stringify([...response.headers]) + (await response.text())).not.toContain(token)
    }
  })

  it('lets browsers keep what has not changed', async () => {
    const first = await fetch(`${url}/app.js`)
    await first.arrayBuffer()
    const etag = first.headers.get('etag') ?? ''
    const again = await fetch(`${url}/app.js`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it.each(['/nowhere', '/app.js/x', '/../package.json', '/%2e%2e/package.json', '/constructor', '/__proto__'])(
    'knows no page %s',
    async (path) => {
      const response = await fetch(url + path)
      expect(response.status).toBe(404)
    },
  )

  it('answers HEAD without a body, and no other method', async () => {
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  })
})
