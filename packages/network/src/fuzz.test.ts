import { X509Certificate } from 'node:crypto'
import { isCoded, type Random, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { FUZZ_CASES, fuzz, mutateBytes } from '@sonm/model/testing'
import { decodeError, encodeError } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { createCertificate } from './identity/certificate.ts'
import { verifyCertificate } from './identity/verify.ts'
import { testSigner } from './testing/loopback.ts'
import { decodeOpen, encodeOpen } from './tunnels/frame.ts'

const HEADER = encodeOpen({ protocol: 'task-port', payload: Buffer.from('{"dealId":"7","port":8080}') })
const REFUSAL = encodeError(new Error('unforeseen'))

test('the header of a tunnel, and the answer to it, are read or refused with a code', async () => {
  const cases = FUZZ_CASES.tunnelHeader
  const tried = await fuzz({
    name: 'tunnel header',
    cases,
    make: (random: Random, at) => mutateBytes(at % 2 === 0 ? HEADER : REFUSAL, random),
    run: (bytes) => {
      expect(isCoded(decodeError(bytes, 'peer'))).toBe(true)
      const { protocol } = decodeOpen(bytes)
      expect(protocol).toMatch(/^[!-~]{1,64}$/)
    },
    clock: systemClock,
  })
  expect(tried).toBe(cases)
})

test('a bent certificate proves nothing but its own key', async () => {
  const signer = testSigner(7)
  const { certPem } = await createCertificate({ signer, clock: systemClock, random: systemRandom })
  const raw = new Uint8Array(new X509Certificate(certPem).raw)
  const cases = FUZZ_CASES.certificate
  const tried = await fuzz({
    name: 'certificate',
    cases,
    make: (random: Random) => mutateBytes(raw, random),
    run: (bytes) => expect(verifyCertificate(bytes, systemClock)).toBe(signer.address),
    clock: systemClock,
  })
  expect(tried).toBe(cases)
})

test('clocks that are an hour wrong on either side refuse with a code or agree', async () => {
  const signer = testSigner(7)
  const clock = new VirtualClock()
  const { certPem } = await createCertificate({ signer, clock, random: systemRandom })
  const raw = new Uint8Array(new X509Certificate(certPem).raw)
  const startMs = clock.nowMs()
  const cases = FUZZ_CASES.clocks
  const tried = await fuzz({
    name: 'clocks',
    cases,
    make: (random: Random) => startMs + random.integer(4 * 3_600_000) - 2 * 3_600_000,
    run: (nowMs) => {
      expect(verifyCertificate(raw, new VirtualClock(nowMs))).toBe(signer.address)
      // Five minutes before it was made, and an hour after.
      expect(nowMs).toBeGreaterThanOrEqual(startMs - 301_000)
      expect(nowMs).toBeLessThanOrEqual(startMs + 3_601_000)
    },
    clock: systemClock,
  })
  expect(tried).toBe(cases)
})
