import { fileURLToPath } from 'node:url'
import { systemClock } from '@sonm/common'
import { limits } from '@sonm/network'
import { afterEach, expect, test } from 'vitest'
import { type Running, start } from '../e2e/program.ts'
import { HomeRouter } from './home-router.ts'
import { type Host, Internet, publicAddress } from './namespaces.ts'

const PEER = fileURLToPath(new URL('tunnel-peer.ts', import.meta.url))
const PORT = 15_010
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function newInternet(): Internet {
  const internet = new Internet()
  cleanups.push(() => internet.remove())
  return internet
}

function peerOn(host: Host, ...words: readonly string[]): Running {
  const running = start(['netns', 'exec', host.name, process.execPath, PEER, ...words], { program: 'ip' })
  cleanups.push(() => {
    running.child.kill('SIGKILL')
    return running.ended
  })
  return running
}

const served = async (peer: Running) => (await peer.until(/serves (\S+)/))[1]!

/** How long each connection of a host waits until it is asked whether its other side is there; told as 4.976ms, or in minutes. */
function waitsMs(host: Host): number[] {
  const sockets = host.run('ss -tnoH state established')
  return [...sockets.matchAll(/timer:\(keepalive,(?:(\d+)\.)?(\d+)ms/g)].map(
    ([, seconds = '0', ms]) => 1_000 * Number(seconds) + Number(ms),
  )
}

test('a line that drops every packet: a tunnel on which nothing is said is cut at both ends', async () => {
  const internet = newInternet()
  const [hub, buyer] = [internet.publicHost('hub', 21), internet.publicHost('buyer', 22)]
  const serving = peerOn(hub, 'serve', hub.address)
  const opened = peerOn(buyer, 'open', await served(serving))
  await Promise.all([serving, opened].map((peer) => peer.until(/a tunnel stands/)))
  // Where nothing else is asked, TCP does: each connection has a timer for it, while it sends nothing.
  await expect.poll(() => waitsMs(hub).length).toBe(2)
  expect(Math.max(...waitsMs(hub))).toBeLessThanOrEqual(limits.silentConnectionMs)
  // Neither an end nor a reset comes through, as when a cable is cut.
  for (const rule of ['INPUT -i wan', 'OUTPUT -o wan']) hub.run(`iptables -A ${rule} -j DROP`)
  const beganMs = systemClock.monotonicMs()
  await Promise.all([serving, opened].map((peer) => peer.until(/the tunnel is cut/)))
  console.log(`a dead line was noticed by both ends within ${Math.round(systemClock.monotonicMs() - beganMs)} ms`)
})

test.each(['UPnP', 'NAT-PMP'])(
  'a router asked by %s leads a port to a peer, and no more when that gives it back',
  async (way) => {
    const internet = newInternet()
    const [router, buyer] = [new HomeRouter(internet, 'hub', 60), internet.publicHost('buyer', 22)]
    const hub = internet.host('hub')
    router.connect(hub, 'lan')
    hub.run(`ip route add default via ${router.gateway}`)
    cleanups.push(await router.leadPorts())
    const serving = peerOn(hub, 'serve-by', way)
    const peer = await served(serving)
    expect(peer).toMatch(new RegExp(`@${publicAddress(60)}:${PORT}$`))
    await peerOn(buyer, 'open', peer).until(new RegExp(`reached direct ${publicAddress(60)}:${PORT}`))
    expect(router.ledPorts()).toEqual([PORT])
    serving.child.kill('SIGTERM')
    await serving.ended
    expect(router.ledPorts()).toEqual([])
  },
)
