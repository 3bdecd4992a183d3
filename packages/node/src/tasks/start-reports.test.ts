import { create } from '@bufbuild/protobuf'
import { always, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, fail, signReceipt, verifyReceipt } from '@sonm/model'
import {
  TaskPhaseMessage as Phase,
  StartReceiptService,
  StartWitnessService,
  startReceiptFromMessage,
  startReceiptToMessage,
  TaskStatusSchema,
} from '@sonm/protocol'
import { beforeEach, expect, test } from 'vitest'
import { FakeNetwork } from '../testing/fake-network.ts'
import { testSigner } from '../testing/market.ts'
import { StartReports } from './start-reports.ts'

const [buyer, hub] = [testSigner(1), testSigner(2)]
const marketplaces: readonly Address[] = [testSigner(3).address, testSigner(4).address]
const domain = { chainId: 31337, market: `0x${'3a'.repeat(20)}` as Address }
const link = { dealId: 7n, hub: hub.address }
const taskId = 'ab'.repeat(16)
const failed = { dealId: 7n, taskId, outcome: 'failed', reason: 'lost', atSeconds: 9n } as const
const MINUTE = 60_000

let clock: VirtualClock
let reports: StartReports
let received: { readonly at: number; readonly hubSignature: string; readonly outcome: string }[]
/** What the hub answers; what the marketplaces refuse with. */
let witness: () => Promise<ReturnType<typeof startReceiptToMessage>>
let refusal: Error | undefined
let asked: number

beforeEach(() => {
  clock = new VirtualClock()
  received = []
  refusal = undefined
  asked = 0
  const network = new FakeNetwork(buyer.address)
  witness = async () =>
    startReceiptToMessage({ ...failed, hubSignature: await signReceipt(domain, hub, 'hub', failed) })
  network.add(hub.address, (router) =>
    router.service(StartWitnessService, {
      signStart() {
        asked++
        return witness()
      },
    }),
  )
  marketplaces.forEach((address, at) => {
    network.add(address, (router) =>
      router.service(StartReceiptService, {
        reportStart(message) {
          if (refusal) throw refusal
          const { buyerSignature, ...receipt } = startReceiptFromMessage(message)
          verifyReceipt(domain, 'buyer', receipt, buyerSignature!, buyer.address)
          received.push({ at, hubSignature: message.hubSignature, outcome: message.outcome })
          return {}
        },
      }),
    )
  })
  reports = new StartReports({
    network,
    signer: buyer,
    domain,
    marketplaces: always(marketplaces),
    clock,
    logger: silentLogger,
  })
})

const lost = () =>
  create(TaskStatusSchema, {
    dealId: 7n,
    observation: { taskId, phase: Phase.ENDED, endedAtMs: 9_500n, end: { reason: 'lost', message: '' } },
  })

/** Lets minutes pass until the hub was asked so often. */
async function tries(count: number): Promise<void> {
  for (let at = 1; at <= count; at++) {
    await expect.poll(() => asked).toBe(at)
    if (at < count) await expect.poll(() => clock.advance(MINUTE).then(() => asked > at)).toBe(true)
  }
}

test('a failure that both sides sign goes to every marketplace, once', async () => {
  reports.consider(lost(), link)
  reports.consider(lost(), link)
  await expect.poll(() => received.length).toBe(2)
  expect(new Set(received.map(({ at }) => at))).toEqual(new Set([0, 1]))
  expect(received.every(({ hubSignature }) => hubSignature !== '')).toBe(true)
})

test('a marketplace that has not read the deal yet is asked again', async () => {
  refusal = fail('RECEIPT_INVALID', { field: 'deal_id', reason: 'the chain has told of no such deal yet' })
  reports.consider(lost(), link)
  await tries(2)
  expect(received).toEqual([])
  refusal = undefined
  await expect.poll(() => clock.advance(MINUTE).then(() => received.length)).toBe(2)
})

test.each([
  ['refuses', async () => Promise.reject(fail('PERMISSION_DENIED', { caller: '', action: '', reason: '' }))],
  ['says something else', async () => startReceiptToMessage({ ...failed, outcome: 'started', reason: '' })],
  [
    'signs something else',
    async () => {
      const other = { ...failed, reason: 'IMAGE_NOT_FOUND' }
      return startReceiptToMessage({ ...other, hubSignature: await signReceipt(domain, hub, 'hub', other) })
    },
  ],
] as const)('where the hub %s, the buyer says it alone, after many minutes', async (_, answer) => {
  witness = answer
  reports.consider(lost(), link)
  await tries(9)
  expect(received).toEqual([])
  await expect.poll(() => clock.advance(MINUTE).then(() => received.length)).toBe(2)
  expect(asked).toBe(10)
  expect(received.every(({ hubSignature }) => hubSignature === '')).toBe(true)
})

test('a start is reported once a deal, and never without the hub', async () => {
  const running = (id: string) =>
    create(TaskStatusSchema, { observation: { taskId: id, phase: Phase.RUNNING, startedAtMs: 9_000n } })
  witness = async () => Promise.reject(fail('PERMISSION_DENIED', { caller: '', action: '', reason: '' }))
  reports.consider(running(taskId), link)
  reports.consider(running('cd'.repeat(16)), link)
  await tries(10)
  await clock.advance(10 * MINUTE)
  expect([asked, received]).toEqual([10, []])
})

test('a hub’s nonsense is no report, and stopping ends what was to be tried again', async () => {
  reports.consider(create(TaskStatusSchema, {}), link)
  reports.consider(create(TaskStatusSchema, { observation: { taskId, phase: Phase.PREPARING } }), link)
  witness = async () => Promise.reject(fail('PERMISSION_DENIED', { caller: '', action: '', reason: '' }))
  reports.consider(lost(), link)
  await tries(2)
  reports.stop()
  const before = asked
  await clock.advance(10 * MINUTE)
  expect([asked, received]).toEqual([before, []])
})
