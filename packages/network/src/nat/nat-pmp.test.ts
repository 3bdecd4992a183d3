import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { natPmp } from './nat-pmp.ts'
import { PortMapping } from './port-mapping.ts'

const { signal } = new AbortController()

/** A router that speaks NAT-PMP (RFC 6886) as far as TCP goes. */
class Router {
  readonly socket: Socket = createSocket('udp4')
  readonly mapped = new Map<number, { port: number; lifetimeSeconds: number }>()
  readonly requests: Buffer[] = []
  /** Loses so many requests before it answers. */
  deaf = 0
  result = 0
  externalAddress = [203, 0, 113, 5]

  async start(): Promise<number> {
    this.socket.on('message', (request, from) => {
      this.requests.push(request)
      if (this.deaf-- > 0) return
      for (const answer of this.answers(request)) this.socket.send(answer, from.port, from.address)
    })
    this.socket.bind(0, '127.0.0.1')
    await once(this.socket, 'listening')
    return (this.socket.address() as AddressInfo).port
  }

  answers(request: Buffer): Buffer[] {
    const answer = Buffer.alloc(request[1] === 0 ? 12 : 16)
    answer[1] = request[1]! + 128
    answer.writeUInt16BE(this.result, 2)
    if (request[1] === 0) answer.set(this.externalAddress, 8)
    else {
      const [internal, lifetimeSeconds] = [request.readUInt16BE(4), request.readUInt32BE(8)]
      if (lifetimeSeconds === 0) this.mapped.delete(internal)
      else this.mapped.set(internal, { port: 40_000, lifetimeSeconds })
      answer.writeUInt16BE(internal, 8)
      answer.writeUInt16BE(lifetimeSeconds === 0 ? 0 : 40_000, 10)
      answer.writeUInt32BE(lifetimeSeconds, 12)
    }
    // Strays of another question, and of nonsense, before the answer.
    return [Buffer.from([0]), Buffer.from([0, 77, 0, 0]), answer]
  }
}

let router: Router
let mapper: ReturnType<typeof natPmp>
beforeEach(async () => {
  router = new Router()
  mapper = natPmp({ gateway: () => '127.0.0.1', port: await router.start(), clock: systemClock })
})
afterEach(() => router.socket.close())

test('a port is mapped for a time, and given back', async () => {
  const mapped = await mapper.map(15_010, 1_200_000, signal)
  expect(mapped).toEqual({ external: { host: '203.0.113.5', port: 40_000 }, lifetimeMs: 1_200_000 })
  expect(router.mapped.get(15_010)?.lifetimeSeconds).toBe(1_200)
  await mapper.unmap(15_010, signal)
  expect(router.mapped.size).toBe(0)
  // As the RFC wants it of a port that is given up: no external port is asked for.
  expect(router.requests.at(-1)!.readUInt16BE(6)).toBe(0)
})

test('a lost packet is sent again', async () => {
  router.deaf = 1
  expect((await mapper.map(15_010, 60_000, signal)).external.port).toBe(40_000)
})

test('a router that refuses says why, and one that is none is told', async () => {
  router.result = 2
  await expect(mapper.map(15_010, 60_000, signal)).rejects.toThrow('port mapping is switched off')
  const unused = createSocket('udp4').bind(0, '127.0.0.1')
  await once(unused, 'listening')
  const { port } = unused.address()
  await new Promise<void>((resolve) => unused.close(resolve))
  await expect(natPmp({ gateway: () => '127.0.0.1', port, clock: systemClock }).map(1, 1, signal)).rejects.toThrow(
    'ECONNREFUSED',
  )
})

test('what is asked is given up with the signal', async () => {
  router.deaf = 100
  const controller = new AbortController()
  const reason = new Error('changed my mind')
  const asked = mapper.map(15_010, 60_000, controller.signal)
  controller.abort(reason)
  await expect(asked).rejects.toBe(reason)
})

test('a mapping is told while it stands, and is gone with us', async () => {
  let changes = 0
  const onChange = () => void changes++
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  let isWanted = true
  const mapping = new PortMapping({
    ...world,
    port: () => 15_010,
    isWanted: () => isWanted,
    mappers: [mapper],
    onChange,
  })
  await mapping.start()
  await expect.poll(() => mapping.external).toEqual({ host: '203.0.113.5', port: 40_000 })
  expect(changes).toBe(1)
  mapping.renewNow()
  await expect.poll(() => router.requests.length).toBeGreaterThan(2)
  expect(changes).toBe(1)
  // This machine has come to a network where it needs none, and goes back.
  isWanted = false
  mapping.renewNow()
  await expect.poll(() => router.mapped.size).toBe(0)
  expect(mapping.external).toBeUndefined()
  isWanted = true
  mapping.renewNow()
  await expect.poll(() => mapping.external).toBeDefined()
  await mapping.stop()
  expect(mapping.external).toBeUndefined()
  expect(router.mapped.size).toBe(0)
})

test('a router behind another router maps nothing that is of use, and one that is not there is no trouble', async () => {
  router.externalAddress = [192, 168, 1, 5]
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const mapping = new PortMapping({
    ...world,
    port: () => 15_010,
    isWanted: () => true,
    mappers: [mapper],
    onChange: () => {},
  })
  await mapping.start()
  await expect.poll(() => router.requests.length).toBe(2)
  await mapping.stop()
  expect(mapping.external).toBeUndefined()
})
