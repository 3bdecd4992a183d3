import { seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { Identity } from '../identity/identity.ts'
import type { Path } from '../paths/path.ts'
import { testSigner } from '../testing/loopback.ts'
import { Dialer } from './dialer.ts'
import { Alpn } from './secure.ts'

const hub = testSigner(2).address

/** Packets to there are swallowed. */
const silent: Path = {
  kind: 'direct',
  routes: async () => [
    {
      kind: 'direct',
      label: '10.0.0.2:15010',
      connect: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    },
  ],
}

async function dialer() {
  const clock = new VirtualClock()
  const identity = new Identity({ signer: testSigner(1), clock, random: seededRandom(1), logger: silentLogger })
  // Made here, for its cryptography does not wait for the clock.
  await identity.secureContext()
  return { clock, dialer: new Dialer({ identity, clock, paths: [silent] }) }
}

const unanswered = { kind: 'direct', label: '10.0.0.2:15010', reason: 'it does not answer' }

test('of a better way that swallows everything it is told that it does not answer', async () => {
  const { clock, dialer: using } = await dialer()
  const improving = using.improve(hub, Alpn.rpc, 'relayed', new AbortController().signal)
  await clock.advance(10_000)
  expect(await improving).toEqual({ tried: [unanswered] })
})

test('a peer that cannot be reached is never the whole message: each way is told, and why not by it', async () => {
  const { clock, dialer: using } = await dialer()
  const dialling = using.dial(hub, Alpn.rpc)
  dialling.catch(() => {})
  await clock.advance(10_000)
  await expect(dialling).rejects.toMatchObject({
    code: 'PEER_UNREACHABLE',
    data: { reason: 'no way led there within 10 s; direct 10.0.0.2:15010: it does not answer' },
  })
})
