import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { always, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Address, signerFromPrivateKey } from '@sonm/model'
import { PeerNetwork, parsePeer, pinned, type RelayEndpoint } from '@sonm/network'
import { afterAll, expect, test } from 'vitest'
import { processIdsWith, type Running, sonm, start, temporaryFolder } from './program.ts'

const MIB = 2 ** 20
const folder = temporaryFolder()
afterAll(() => {
  for (const pid of processIdsWith(folder.path)) process.kill(pid, 'SIGKILL')
  folder.remove()
})

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** What the relay's process says of itself to Prometheus. */
async function metricsOf(port: number): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith('sonm_relay_'))
  return Object.fromEntries(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]))
}

const bandwidth = (of: string) => `sonm_relay_bandwidth_bytes_per_second{of="${of}"}`
const words = (port: number, ...more: string[]) => {
  const common = ['--listen', '127.0.0.1:0', '--metrics', `127.0.0.1:${port}`, '--home', folder.path]
  return ['relay', 'start', ...common, '--log-level', 'silent', ...more]
}

async function started(port: number, ...more: string[]): Promise<{ running: Running; at: RelayEndpoint }> {
  const running = start(words(port, ...more))
  const [, name] = await running.until(/Its name for others is\s+(\S+@127\.0\.0\.1:\d+)/)
  const { address, endpoint } = parsePeer(name!)
  return { running, at: { ...endpoint, relay: address } }
}

async function stop({ child, ended }: Running): Promise<void> {
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
}

/** Sends bytes to a peer that is reached by the relay alone, which sends them back. */
async function sendThrough(relay: RelayEndpoint, bytes: number): Promise<number> {
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const signer = () => signerFromPrivateKey(systemRandom.bytes(32))
  const served = new PeerNetwork({ ...world, signer: signer(), resolve: pinned([]) })
  served.serve({
    routes: () => {},
    async onTunnel(tunnel) {
      const stream = tunnel.accept()
      stream.pipe(stream)
    },
  })
  await served.listen('127.0.0.1', 0)
  const placed = Promise.withResolvers<void>()
  const places = served.relayPlaces(always([relay]), () => placed.resolve())
  const caller = new PeerNetwork({ ...world, signer: signer(), resolve: async (_: Address) => [relay] })
  try {
    await places.start()
    await placed.promise
    const tunnel = await caller.openTunnel(served.address, { protocol: 'echo', payload: new Uint8Array() })
    tunnel.end(Buffer.alloc(bytes))
    let back = 0
    for await (const chunk of tunnel) back += (chunk as Buffer).length
    return back
  } finally {
    await places.stop()
    await Promise.all([caller.close(), served.close()])
  }
}

test('a relay carries what it is told to, and says how much it may and how much it did', async () => {
  const port = await freePort()
  const { running, at } = await started(port, '--bandwidth', '10MiB')
  const before = await metricsOf(port)
  expect([before[bandwidth('all')], before[bandwidth('key')], before[bandwidth('host')]]).toEqual([
    10 * MIB,
    5 * MIB,
    5 * MIB,
  ])
  expect(await sendThrough(at, MIB)).toBe(MIB)
  await expect.poll(() => metricsOf(port)).toMatchObject({ sonm_relay_connections_count: 0 })
  const carried = (await metricsOf(port))['sonm_relay_carried_bytes{kind="free"}']
  // There and back, and the TLS around it.
  expect(carried).toBeGreaterThan(2 * MIB)
  expect(carried).toBeLessThan(2.2 * MIB)
  await stop(running)
  const usual = await freePort()
  const without = await started(usual)
  expect((await metricsOf(usual))[bandwidth('all')]).toBe(2 ** 31)
  await stop(without.running)
})

test.each([
  ['0', /^error INPUT_INVALID: .*--bandwidth.*more than nothing/],
  ['fast', /^error \w+: .*--bandwidth/],
  ['100', /^error \w+: .*--bandwidth.*say the unit/],
])('a bandwidth of %s starts no relay, and says what is wrong', async (size, told) => {
  const { code, stdout, stderr } = await sonm(words(await freePort(), '--bandwidth', size))
  expect(stderr).toMatch(told)
  expect([code, stdout]).toEqual([2, ''])
})
