import { always, createMetrics, type Logger, openStore, sleep, type VirtualClock } from '@sonm/common'
import { createHub, type Hub, type HubTables, hubMigrations, memoryBlobs } from '@sonm/hub'
import { NO_BENCHMARKS, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import type { AskPlanSpec, MachineInfo } from '@sonm/protocol'
import {
  createWorker,
  memoryTaskFiles,
  NoopExecutor,
  type NoopRecord,
  type Worker,
  type WorkerTables,
  workerMigrations,
} from '@sonm/worker'
import { noteLateTasks } from '../invariants/late-tasks.ts'
import type { Life } from '../life/life.ts'
import { mortal, mortalNetwork } from '../life/mortal.ts'
import { mortalStore } from '../life/mortal-store.ts'
import { keyOf } from './keys.ts'
import type { RoleName, SliceScenario } from './scenario.ts'
import type { Surroundings } from './surroundings.ts'

const GIB = 2 ** 30

/** What each worker has. Not all slices of every scenario fit, so plans wait for one another. */
export const MACHINE: MachineInfo = {
  resources: { cpuHundredths: 400, ramBytes: 8 * GIB, storageBytes: 64 * GIB, gpuIds: [] },
  benchmarks: NO_BENCHMARKS,
  gpuMemoryBytes: {},
  architecture: 'x64',
  cpuModel: 'simulated',
  gpus: [],
}

export function planOf({ pricePerSecond, durationSeconds, cpuHundredths }: SliceScenario): AskPlanSpec {
  return {
    durationSeconds,
    pricePerSecond,
    denomination: 'SNM',
    counterparty: ZERO_ADDRESS,
    identityLevel: 0,
    bond: 0n,
    netFlags: 0,
    resources: { cpuHundredths, ramBytes: 2 * GIB, storageBytes: 8 * GIB, gpus: { ids: [] } },
    tag: ZERO_BYTES32,
  }
}

/** What a hub leaves on its disk, and how it starts on it. */
export async function hubSite(name: RoleName, workers: readonly RoleName[], surroundings: Surroundings) {
  const { scenario, net, clientFor, randomFor, logger } = surroundings
  const index = Number(name.slice('hub-'.length))
  const disk = await openStore<HubTables>(':memory:', hubMigrations)
  await noteLateTasks(disk)
  const blobs = memoryBlobs()
  const signer = keyOf(name)
  const boot = (life: Life): Hub => {
    life.onKill(() => net.crash(signer.address))
    return createHub({
      network: mortalNetwork(life, net.join(signer.address)),
      chain: clientFor(name, life),
      signer,
      store: mortalStore(life, disk),
      blobs: mortal(life, blobs),
      marketplaces: always([keyOf('marketplace').address]),
      locators: always([]),
      clock: life.clock,
      random: randomFor(name),
      logger: logger(name),
      metrics: createMetrics({ processMetrics: false }),
      options: {
        workers: workers.map((worker) => keyOf(worker).address),
        plans: scenario.hubs[index]!.slices.map(planOf),
        confirmations: scenario.confirmations,
        followIntervalMs: scenario.pollIntervalMs,
        billIntervalMs: scenario.billIntervalMs,
        workerAwayLimitMs: 120_000,
        askLifetimeMs: scenario.askLifetimeMs,
      },
    })
  }
  return { disk, boot }
}

export type HubSite = Awaited<ReturnType<typeof hubSite>>

/** What a worker leaves on its disk; its tasks live on while its daemon is dead. */
export async function workerSite(name: RoleName, hub: RoleName, surroundings: Surroundings) {
  const { scenario, net, clock, randomFor, logger } = surroundings
  const disk = await openStore<WorkerTables>(':memory:', workerMigrations)
  const files = memoryTaskFiles()
  const records = new Map<string, NoopRecord>()
  const started: string[] = []
  const { address } = keyOf(name)
  const boot = (life: Life): Worker => {
    life.onKill(() => net.crash(address))
    const random = randomFor(name)
    const executor = new NoopExecutor({ clock: life.clock, records, writeOutput: files.writeOutput })
    const startAtOnce = executor.start.bind(executor)
    executor.start = async (task) => {
      await startAtOnce(task)
      started.push(task.taskId)
    }
    const stopAtOnce = executor.stop.bind(executor)
    executor.stop = async (taskId) => {
      await sleep(life.clock, random.integer(scenario.stopMs + 1))
      return stopAtOnce(taskId)
    }
    return createWorker({
      network: mortalNetwork(life, net.join(address)),
      hub: keyOf(hub).address,
      name,
      machine: MACHINE,
      executors: { noop: mortal(life, executor) },
      store: mortalStore(life, disk),
      files: mortal(life, files, ['pathOf']),
      clock: life.clock,
      random,
      logger: logger(name),
      metrics: createMetrics({ processMetrics: false }),
    })
  }
  return { disk, records, started, boot, running: () => runningTasks(records, clock) }
}

export type WorkerSite = Awaited<ReturnType<typeof workerSite>>

/** What runs on the machine, whether or not anybody there remembers it. */
async function runningTasks(records: Map<string, NoopRecord>, clock: VirtualClock): Promise<readonly string[]> {
  const tasks = await new NoopExecutor({ clock, records }).list()
  return tasks.filter(({ status }) => status.phase !== 'ended').map(({ taskId }) => taskId)
}

export type LoggerFor = (role: RoleName) => Logger
