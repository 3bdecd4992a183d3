import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { create, toBinary } from '@bufbuild/protobuf'
import type { IncomingTunnel, TunnelOpen } from '@sonm/network'
import { TaskPortSchema, TUNNEL_PROTOCOLS } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/market.ts'
import { taskTunnels } from './task-tunnels.ts'

const hub = testSigner(2).address
const taskId = 'ab'.repeat(16)
const payload = toBinary(TaskPortSchema, create(TaskPortSchema, { taskId, port: 80, protocol: 'tcp' }))

function rig() {
  const opened: (TunnelOpen & { to: string })[] = []
  const [task, ofTask] = duplexPair()
  const [browser, ofBrowser] = duplexPair()
  const onTunnel = taskTunnels({
    network: {
      async openTunnel(to, open) {
        opened.push({ to, ...open })
        return ofTask
      },
    },
    hubOf: async (id) => (id === taskId ? { dealId: 1n, hub } : undefined),
  })
  const tunnel = (open: Partial<TunnelOpen>): IncomingTunnel => ({
    caller: testSigner(1).address,
    protocol: TUNNEL_PROTOCOLS.taskPort,
    payload,
    ...open,
    accept: () => ofBrowser,
    join() {},
  })
  return { opened, task, browser, open: (open: Partial<TunnelOpen> = {}) => onTunnel(tunnel(open)) }
}

test('a tunnel to the port of a task is led to its hub, as it was asked for', async () => {
  const { opened, task, browser, open } = rig()
  await open()
  expect(opened).toEqual([{ to: hub, protocol: TUNNEL_PROTOCOLS.taskPort, payload }])
  browser.write('hello')
  expect(String((await once(task, 'data'))[0])).toBe('hello')
  task.end('bye')
  expect(String((await once(browser, 'data'))[0])).toBe('bye')
})

test('what is no port of a task of this account is refused before anybody is called', async () => {
  const { opened, open } = rig()
  const other = toBinary(TaskPortSchema, create(TaskPortSchema, { taskId: 'cd'.repeat(16), port: 80 }))
  await expect(open({ payload: other })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  await expect(open({ payload: Uint8Array.of(255, 255) })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(open({ protocol: TUNNEL_PROTOCOLS.workerPort })).rejects.toMatchObject({ code: 'TUNNEL_REFUSED' })
  expect(opened).toEqual([])
})
