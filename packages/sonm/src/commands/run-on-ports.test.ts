import { fail } from '@sonm/model'
import { expect, test } from 'vitest'
import { namingOption } from './run-on-ports.ts'

const options = { listen: '127.0.0.1:15022', metrics: { host: '127.0.0.1', port: 9_100 }, webPort: 15_032 }
const refusal = (port: number, option?: string) =>
  namingOption(options, async () => {
    throw fail('PORT_TAKEN', { port, ...(option ? { option } : {}) })
  }).catch((error) => error)

test.each([
  [15_022, '--listen'],
  [9_100, '--metrics'],
  [15_032, '--web-port'],
])('of port %i that is taken the user is told %s', async (port, option) => {
  expect((await refusal(port)).todo).toBe(`Stop the other program, or give another port with ${option}.`)
})

test('what names its option already, or none of the ports, stays as it is', async () => {
  expect((await refusal(15_022, '--port')).todo).toContain('--port')
  expect((await refusal(1)).data).toEqual({ port: '1' })
})
