import { createServer, type Server } from 'node:http'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Hex, toHex } from '@sonm/model'
import { callerOf, PeerNetwork, pinned, type WebServer } from '@sonm/network'
import { createCertificate, testSigner } from '@sonm/network/testing'
import { LocatorService } from '@sonm/protocol'
import { build, stop } from 'esbuild'
import type { Browser } from 'playwright-core'
import { keccak256, toBytes } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'

const hub = testSigner(2)
const user = testSigner(7)
const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
let browser: Browser
let page: Server
let origin: string
let network: PeerNetwork

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('./web-page.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  })
  await stop()
  page = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? outputFiles[0]!.text : '<!doctype html><script src="/page.js"></script>')
  })
  await new Promise<void>((listening) => page.listen(0, '127.0.0.1', listening))
  const address = page.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address!.port : 0}`
  network = new PeerNetwork({ ...world, signer: hub, resolve: pinned([]) })
  network.serve({
    routes: (router) => router.service(LocatorService, { resolve: (_, context) => ({ address: callerOf(context) }) }),
    async onTunnel(tunnel) {
      const stream = tunnel.accept()
      stream.write(`${tunnel.protocol} of ${tunnel.caller}: `)
      stream.pipe(stream)
    },
  })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await network?.close()
  page?.close()
})

/** As a wallet signs a text. */
async function signText(text: string): Promise<Hex> {
  const bytes = toBytes(text)
  return toHex(
    await user.sign(
      toBytes(keccak256(Buffer.concat([toBytes(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes]))),
    ),
  )
}

async function visit(server: WebServer) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const tab = await context.newPage()
  await tab.exposeFunction('signText', signText)
  await tab.goto(origin)
  const said = await tab.evaluate(
    ({ url, address }) =>
      (globalThis as unknown as { talk(url: string, address: string): Promise<unknown> }).talk(url, address),
    { url: server.url, address: user.address },
  )
  await context.close()
  return said
}

const everything = {
  caller: user.address,
  tunnel: `echo of ${user.address}: `,
  echoed: 1_000_000,
  unsigned: 'unauthenticated',
}

test('a page of another origin calls a hub and opens a tunnel over HTTPS and WebSocket', async () => {
  const { certPem, keyPem } = await createCertificate({ ...world, signer: hub })
  const tls = { cert: certPem, key: keyPem }
  expect(await visit(await network.listenWeb({ host: '127.0.0.1', port: 0, tls, origins: [origin] }))).toEqual(
    everything,
  )
})

test('the same over plain HTTP on loopback', async () => {
  expect(await visit(await network.listenWeb({ host: '127.0.0.1', port: 0, origins: [origin] }))).toEqual(everything)
})

test('a page whose origin is not on the list gets nothing', async () => {
  const server = await network.listenWeb({ host: '127.0.0.1', port: 0, origins: ['https://app.example.org'] })
  await expect(visit(server)).rejects.toThrow('Failed to fetch')
})
