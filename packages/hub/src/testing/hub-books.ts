import { openStore, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import {
  type Address,
  NET_FLAGS,
  NO_BENCHMARKS,
  signerFromPrivateKey,
  type TaskSpec,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import type { AskPlanSpec } from '@sonm/protocol'
import { memoryBlobs } from '../blobs/memory-blobs.ts'
import { DealBook } from '../deals/deal-book.ts'
import type { DealRecord } from '../deals/deal-record.ts'
import { Notices } from '../notices.ts'
import { defaultHubOptions, type HubOptions } from '../options.ts'
import type { Plan } from '../plans/plan.ts'
import { PlanBook } from '../plans/plan-book.ts'
import { type HubTables, hubMigrations } from '../store/schema.ts'
import { Contents } from '../tasks/contents.ts'
import { Outputs } from '../tasks/outputs.ts'
import { TaskBook } from '../tasks/task-book.ts'
import { WorkerBook } from '../workers/worker-book.ts'

export const hubSigner = signerFromPrivateKey(seededRandom(11).bytes(32))
export const buyerSigner = signerFromPrivateKey(seededRandom(12).bytes(32))
export const MASTER: Address = `0x${'dd'.repeat(20)}`
export const WORKER: Address = `0x${'bb'.repeat(20)}`
const ASK = `0x${'11'.repeat(32)}` as const
const all = 'all' as const

/** Sells the whole machine. */
export const WHOLE: AskPlanSpec = {
  durationSeconds: 0n,
  pricePerSecond: 5n,
  denomination: 'SNM',
  counterparty: ZERO_ADDRESS,
  identityLevel: 0,
  netFlags: 0,
  bond: 0n,
  tag: ZERO_BYTES32,
  resources: { cpuHundredths: all, ramBytes: all, storageBytes: all, gpus: all },
}

/** Such a plan, new: it has signed nothing, and nobody holds it. */
export const PLAN: Plan = {
  planId: 'p',
  createdAtMs: 0,
  removed: false,
  nonce: 1n,
  signedUntilSeconds: 0,
  unusedReservations: 0,
  spec: WHOLE,
}

export const noopTask: TaskSpec = {
  workload: { kind: 'noop', noop: { runMs: 1, exitCode: 0 } },
  inputs: [],
  outputs: [],
  limits: {},
  tag: '',
}

/** A hub's books over a store in memory, one worker with 4 cores, no plan and no deal. */
export async function openHubBooks(options: Partial<HubOptions> = {}) {
  const store = await openStore<HubTables>(':memory:', hubMigrations)
  const clock = new VirtualClock()
  const blobs = memoryBlobs()
  const shared = {
    store,
    clock,
    blobs,
    logger: silentLogger,
    notices: new Notices(),
    random: seededRandom(1),
    options: { ...defaultHubOptions, ...options },
  }
  const workers = new WorkerBook({ ...shared, allowed: [WORKER] })
  const machine = {
    resources: { cpuHundredths: 400, ramBytes: 2 ** 32, storageBytes: 2 ** 32, gpuIds: [] },
    benchmarks: NO_BENCHMARKS,
    gpuMemoryBytes: {},
    architecture: 'x64',
    cpuModel: '',
    gpus: [],
  }
  await workers.register({ address: WORKER, name: 'w', machine, executors: ['noop'], netFlags: NET_FLAGS.incoming })
  await workers.connect(WORKER)
  const plans = new PlanBook({ ...shared, workers })
  const deals = new DealBook({ ...shared, plans, hub: hubSigner.address })
  const tasks = new TaskBook({ ...shared, deals, workers })
  const contents = new Contents({ ...shared, tasks })
  const outputs = new Outputs({ ...shared, contents, tasks })

  /** A plan of the whole machine is made, its ask is taken, and the hub has seen the deal on chain. */
  async function sellWhole(): Promise<DealRecord> {
    const plan = await plans.create(WHOLE)
    await plans.noteSigned({ hash: ASK, signed: '', nonce: plan.nonce, expiresAtSeconds: 500 }, plan.planId)
    const deal = sampleDeal({
      id: 7n,
      buyer: buyerSigner.address,
      hub: hubSigner.address,
      master: MASTER,
      pricePerSecond: WHOLE.pricePerSecond,
      startedAtSeconds: 100n,
      billedUntilSeconds: 100n,
      lockedWei: 18_000n,
      askHash: ASK,
    })
    const place = { blockNumber: 1n, blockHash: ZERO_BYTES32, logIndex: 0, txHash: ZERO_BYTES32 }
    await deals.applyEvents(
      [{ ...place, timestampSeconds: 100n, kind: 'dealOpened', deal }],
      [{ number: 1n, hash: ZERO_BYTES32 }],
    )
    return (await deals.open())[0]!
  }

  return { ...shared, workers, plans, deals, tasks, contents, outputs, sellWhole }
}
