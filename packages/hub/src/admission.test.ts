import { create, toBinary, toJsonString } from '@bufbuild/protobuf'
import { createContextValues, createHandlerContext } from '@connectrpc/connect'
import { type Address, checkTaskSpec, fail, TASK_LIMITS, type TaskSpec } from '@sonm/model'
import { callerKey, limits } from '@sonm/network'
import {
  HubService,
  MAX_BLOB_PIECE_BYTES,
  PutBlobRequestSchema,
  StartTaskRequestSchema,
  taskSpecToMessage,
  WorkerLinkService,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { admission, requestMaxBytes } from './admission.ts'

const WORKER: Address = `0x${'77'.repeat(20)}`
const STRANGER: Address = `0x${'66'.repeat(20)}`

test('nothing is read of who calls as a worker and is none; buyers are heard', async () => {
  const admit = admission({
    checkAllowed(address) {
      if (address !== WORKER) throw fail('PERMISSION_DENIED', { caller: address, action: 'work', reason: 'unknown' })
    },
  })
  const ask = (method: Parameters<typeof admit>[0], caller: Address) => {
    const contextValues = createContextValues().set(callerKey, caller)
    const call = { service: method.parent, method, protocolName: 'connect', requestMethod: 'POST', url: 'https://x' }
    return admit(method, createHandlerContext({ ...call, contextValues }))
  }
  for (const method of WorkerLinkService.methods) {
    await ask(method, WORKER)
    await expect(ask(method, STRANGER)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  }
  await ask(HubService.method.getTask, STRANGER)
})

test('the largest piece and the largest spec fit into a request, in binary and in JSON', () => {
  const piece = create(PutBlobRequestSchema, {
    dealId: 2n ** 64n - 1n,
    sha256: `0x${'ab'.repeat(32)}`,
    totalBytes: 2n ** 64n - 1n,
    offset: 2n ** 64n - 1n,
    data: new Uint8Array(MAX_BLOB_PIECE_BYTES).fill(255),
  })
  const pieceMost = requestMaxBytes.get(HubService.method.putBlob)!
  expect(toBinary(PutBlobRequestSchema, piece).length).toBeLessThan(pieceMost)
  expect(toJsonString(PutBlobRequestSchema, piece).length).toBeLessThan(pieceMost)

  const env = Object.fromEntries(Array.from({ length: 255 }, (_, at) => [`A${at}`, 'x'.repeat(240)]))
  const spec: TaskSpec = {
    workload: { kind: 'container', container: { image: 'i', entrypoint: [], command: [], env, expose: [] } },
    inputs: [],
    outputs: [],
    limits: {},
    tag: '',
  } as unknown as TaskSpec
  checkTaskSpec(spec)
  expect(JSON.stringify(spec).length).toBeGreaterThan(TASK_LIMITS.specBytes * 0.95)
  const start = create(StartTaskRequestSchema, { dealId: 2n ** 64n - 1n, taskId: 'ab'.repeat(16) })
  start.spec = taskSpecToMessage(spec)
  const specMost = requestMaxBytes.get(HubService.method.startTask)!
  expect(toBinary(StartTaskRequestSchema, start).length).toBeLessThan(specMost)
  expect(toJsonString(StartTaskRequestSchema, start).length).toBeLessThan(specMost)
  expect(Math.max(...requestMaxBytes.values())).toBe(limits.messageMaxBytes)
})
