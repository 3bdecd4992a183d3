import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { HeldBytes } from './held-bytes.ts'

test('no caller holds more than his part, all together never more than the whole, and what is given back is free again', () => {
  const peers = [1, 2, 3].map((byte) => testSigner(byte).address)
  const act = fc.record({ call: fc.nat(5), bytes: fc.nat(60), free: fc.boolean() })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const held = new HeldBytes({ all: 200, perPeer: 100 })
      const calls = Array.from({ length: 6 }, (_, at) => ({ purse: held.open(peers[at % 3]!), bytes: 0 }))
      const sum = (of: (at: number) => boolean) =>
        calls.filter((_, at) => of(at)).reduce((total, { bytes }) => total + bytes, 0)
      for (const { call, bytes, free } of acts) {
        const one = calls[call]!
        const fits = sum((at) => at % 3 === call % 3) + bytes <= 100 && sum(() => true) + bytes <= 200
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
