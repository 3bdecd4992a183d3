import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { HeldBytes } from './held-bytes.ts'

test('no caller holds more than his part, nor his host than its, all together never more than the whole, and what is given back is free again', () => {
  const peers = [1, 2, 3].map((byte) => testSigner(byte).address)
  /** The first two are on one machine. */
  const hostOf = (at: number) => (at % 3 === 2 ? '192.0.2.2' : '192.0.2.1')
  const act = fc.record({ call: fc.nat(5), bytes: fc.nat(60), free: fc.boolean() })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const held = new HeldBytes({ all: 200, perHost: 150, perPeer: 100 })
      const calls = Array.from({ length: 6 }, (_, at) => ({ purse: held.open(peers[at % 3]!, hostOf(at)), bytes: 0 }))
      const sum = (of: (at: number) => boolean) =>
        calls.filter((_, at) => of(at)).reduce((total, { bytes }) => total + bytes, 0)
      for (const { call, bytes, free } of acts) {
        const one = calls[call]!
        const ofPeer = sum((at) => at % 3 === call % 3)
        const ofHost = sum((at) => hostOf(at) === hostOf(call))
        const fits = ofPeer + bytes <= 100 && ofHost + bytes <= 150 && sum(() => true) + bytes <= 200
        if (free) {
          one.purse.free()
          one.bytes = 0
        } else {
          expect(one.purse.take(bytes)).toBe(fits)
          if (fits) one.bytes += bytes
        }
        expect(held.total).toBe(sum(() => true))
      }
    }),
  )
})
