import type { Socket } from 'node:net'
import { seededRandom, VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { type RelayLimits, relayLimits } from './limits.ts'
import { TOKEN_BYTES } from './preface.ts'
import { Rendezvous } from './rendezvous.ts'

const random = seededRandom(1)
const peer = testSigner(2).address
const unknown = expect.objectContaining({ code: 'INPUT_INVALID' })

function setUp(limits: Partial<RelayLimits> = {}) {
  const clock = new VirtualClock()
  const rendezvous = new Rendezvous({ limits: { ...relayLimits, ...limits }, clock, random })
  let port = 0
  const see = (host: string) => {
    const nonce = random.bytes(TOKEN_BYTES)
    const quiet = () => {}
    const socket = { remoteAddress: host, remotePort: ++port, on: quiet, resume: quiet, end: quiet }
    rendezvous.tell(nonce, socket as unknown as Socket)
    return nonce
  }
  const punch = (host: string, nonce: Uint8Array, byte = 1) =>
    rendezvous.punch({ caller: testSigner(byte).address, host, peer, nonce }, () => true)
  return { clock, see, punch }
}

test('a host that has many ports seen makes its own oldest give way, and nobody else', async () => {
  const { clock, see, punch } = setUp({ seenPerHost: 2 })
  const other = see('192.0.2.8')
  const [first, second] = [see('192.0.2.7'), see('192.0.2.7'), see('192.0.2.7')]
  await expect(punch('192.0.2.7', first!)).rejects.toEqual(unknown)
  const waiting = Promise.allSettled([punch('192.0.2.7', second!), punch('192.0.2.8', other)])
  await clock.advance(relayLimits.punchAnswerMs)
  for (const outcome of await waiting) expect(outcome).toMatchObject({ reason: { code: 'RELAY_PEER_SILENT' } })
})

test('punches under way are limited by caller', async () => {
  const { clock, see, punch } = setUp()
  const start = (host: string, byte = 1) => punch(host, see(host), byte)
  const most = Array.from({ length: relayLimits.punchesPerCaller }, () => start('192.0.2.7'))
  const taken = Promise.allSettled(most)
  await expect(start('192.0.2.8')).rejects.toMatchObject({
    code: 'RELAY_BUSY',
    data: { what: 'punches of one caller at once' },
  })
  const other = Promise.allSettled([start('192.0.2.7', 3)])
  await clock.advance(relayLimits.punchAnswerMs)
  for (const outcome of [...(await taken), ...(await other)]) {
    expect(outcome).toMatchObject({ reason: { code: 'RELAY_PEER_SILENT' } })
  }
})

test('punches under way are limited by host, whatever keys it makes', async () => {
  const { clock, see, punch } = setUp({ punchesPerHost: 2 })
  const first = Promise.allSettled([1, 3].map((byte) => punch('192.0.2.7', see('192.0.2.7'), byte)))
  await expect(punch('192.0.2.7', see('192.0.2.7'), 4)).rejects.toMatchObject({
    code: 'RELAY_BUSY',
    data: { what: 'punches of one host at once' },
  })
  const other = Promise.allSettled([punch('192.0.2.8', see('192.0.2.8'), 5)])
  await clock.advance(relayLimits.punchAnswerMs)
  expect([...(await first), ...(await other)]).toMatchObject(
    Array.from({ length: 3 }, () => ({ reason: { code: 'RELAY_PEER_SILENT' } })),
  )
})

test('punches under way are limited in all', async () => {
  const { clock, see, punch } = setUp({ punches: 2 })
  const hosts = ['192.0.2.7', '192.0.2.8', '192.0.2.9']
  const [first, second, third] = hosts.map((host) => ({ host, nonce: see(host) }))
  const waiting = Promise.allSettled([first!, second!].map(({ host, nonce }, at) => punch(host, nonce, at + 1)))
  const what = 'punches at once'
  await expect(punch(third!.host, third!.nonce, 3)).rejects.toMatchObject({ code: 'RELAY_BUSY', data: { what } })
  await clock.advance(relayLimits.punchAnswerMs)
  await waiting
})

test('of many hosts no more endpoints are remembered than so many, and none longer than it is good', async () => {
  const { clock, see, punch } = setUp({ seen: 2 })
  const [first, ...later] = ['192.0.2.7', '192.0.2.8', '192.0.2.9'].map((host) => ({ host, nonce: see(host) }))
  await expect(punch(first!.host, first!.nonce)).rejects.toEqual(unknown)
  const waiting = Promise.allSettled([punch(later[0]!.host, later[0]!.nonce)])
  await clock.advance(relayLimits.seenMs)
  expect(await waiting).toMatchObject([{ reason: { code: 'RELAY_PEER_SILENT' } }])
  await expect(punch(later[1]!.host, later[1]!.nonce)).rejects.toEqual(unknown)
})
