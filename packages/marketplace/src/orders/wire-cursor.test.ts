import { expect, test } from 'vitest'
import { WireCursor } from './wire-cursor.ts'

test('hex that ends too early is none, wherever it is cut', () => {
  const whole = Buffer.concat([Buffer.of(42), Buffer.from(`0x${'ab'.repeat(20)}`)])
  for (let length = 0; length <= whole.length; length++) {
    const cursor = new WireCursor(whole.subarray(0, length))
    expect(cursor.hex(20, new Uint8Array(20), 0), `${length} bytes`).toBe(length === whole.length)
  }
})
