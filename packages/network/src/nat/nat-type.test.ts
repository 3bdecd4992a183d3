import { expect, test } from 'vitest'
import { natTypeOf } from './nat-type.ts'

const seen = (port: number, host = '203.0.113.5') => ({ localPort: 4000, endpoint: { host, port } })

test.each([
  ['nobody says', [], 'unknown'],
  ['the own address is seen', [seen(9, '192.0.2.7')], 'none'],
  ['two relays see the same port', [seen(5000), seen(5000)], 'endpoint-independent'],
  ['two relays see different ports', [seen(5000), seen(5001)], 'symmetric'],
  ['one relay sees the port as it is', [seen(4000)], 'endpoint-independent'],
  ['one relay sees another port', [seen(5000)], 'unknown'],
] as const)('when %s', (_, ports, type) => {
  expect(natTypeOf(['10.0.0.2', '::ffff:192.0.2.7'], ports)).toBe(type)
})
