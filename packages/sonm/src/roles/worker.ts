import { join } from 'node:path'
import { type Logger, openStore, type Startable, sequence } from '@sonm/common'
import { BENCHMARK_INDEX, type ExecutorKind, NET_FLAGS } from '@sonm/model'
import type { Peer } from '@sonm/network'
import type { MachineInfo } from '@sonm/protocol'
import {
  createWorker,
  DockerExecutor,
  detectHardware,
  diskTaskFiles,
  type Executor,
  requireRuntime,
  runBenchmarks,
  soldStorageBytes,
  WasmExecutor,
  type WorkerTables,
  workerMigrations,
} from '@sonm/worker'
import Docker from 'dockerode'
import { readNetworkFile } from '../home/network-file.ts'
import { terminal } from '../output/print.ts'
import { KnownPeers } from './known-peers.ts'
import { metricsServer } from './metrics-server.ts'
import type { RunningRole } from './run-role.ts'
import { closing, createNetwork, createWorld, type RoleOptions, type RoleWorld, storeFile } from './world.ts'

/** Runs tasks for one hub on this machine. It dials, so it needs no open port; it has no wallet and no chain. */
export async function workerRole(
  options: RoleOptions & {
    hub: Peer | { readonly address: Peer['address'] }
    /** Tasks end with the daemon, and nothing of them stays; without it they outlive a restart. */
    ephemeral: boolean
    /** How much of the disk is sold; the rest stays the owner's. */
    storageShare: number
    /** Buyers may name registries of this machine or its network, and images that are here and in none. */
    allowPrivateRegistries: boolean
    /** Containers may reach the internet, where their deal has bought it. */
    allowEgress: boolean
    /** The OCI runtime of the engine that runs containers; the engine's default without it. */
    runtime?: string
  },
): Promise<RunningRole> {
  const world = await createWorld(options, 'shared')
  const path = options.home.networkFile
  const known = new KnownPeers({ ...world, path, file: readNetworkFile(path) })
  const hubs = 'endpoint' in options.hub ? [options.hub] : []
  const { network } = createNetwork(world, known.locators, () => hubs)
  const store = await openStore<WorkerTables>(storeFile(world), workerMigrations)
  const executors = await availableExecutors(world, options)
  terminal.note('Measuring this machine, which takes some seconds…')
  const machine = await describeMachine(world, options.storageShare)
  const worker = createWorker({
    ...world,
    network,
    hub: options.hub.address,
    name: options.name,
    machine,
    executors,
    // What comes in reaches a task through the hub; there is no network between tasks yet.
    netFlags: NET_FLAGS.incoming | (options.allowEgress ? NET_FLAGS.outbound : 0),
    store,
    files: diskTaskFiles(join(world.folder, 'files')),
  })
  const metrics = metricsServer(world.metrics, options.metricsAt)
  const parts: Startable[] = [closing(store), metrics, known, { start: async () => {}, stop: () => network.close() }]
  parts.push(...Object.values(executors).map((executor) => executorPart(executor, options.ephemeral)), worker)
  return { ...sequence(parts), ready: () => ({ address: network.address, endpoint: options.hub.address }) }
}

async function availableExecutors(
  { folder, signer, clock, logger }: RoleWorld,
  { allowPrivateRegistries, allowEgress, runtime }: Parameters<typeof workerRole>[0],
): Promise<Partial<Record<ExecutorKind, Executor>>> {
  const docker = new Docker()
  const candidates: readonly Executor[] = [
    new WasmExecutor({ dataDir: join(folder, 'wasm'), clock, logger }),
    new DockerExecutor({
      docker,
      workerId: signer.address.slice(2, 14),
      dataDir: join(folder, 'docker'),
      clock,
      logger,
      allowPrivateRegistries,
      allowEgress,
      ...(runtime !== undefined && { runtime }),
    }),
  ]
  const available: Partial<Record<ExecutorKind, Executor>> = {}
  for (const executor of candidates) {
    if (await isAvailable(executor, logger)) available[executor.kind] = executor
  }
  if (available.container && runtime !== undefined) await requireRuntime(docker, runtime)
  return available
}

async function isAvailable(executor: Executor, logger: Logger): Promise<boolean> {
  const { available, version, reason } = await executor.check()
  logger.info({ executor: executor.kind, available, version, reason }, 'an executor was looked at')
  return available
}

function executorPart(executor: Executor, ephemeral: boolean): Startable {
  return {
    start: async () => {},
    async stop() {
      if (ephemeral) for (const { taskId } of await executor.list()) await executor.remove(taskId)
      await executor.close()
    },
  }
}

/** What is sold of this machine: all cores and cards, and a share of memory and disk, so that its owner keeps the rest. */
async function describeMachine({ folder, clock }: RoleWorld, storageShare: number): Promise<MachineInfo> {
  const hardware = await detectHardware({ dataDir: folder })
  const measured = await runBenchmarks({ hardware, clock, dataDir: folder })
  const gpus = hardware.gpus.filter(({ vendor }) => vendor !== 'intel')
  const ramBytes = Math.floor(hardware.ramBytes * 0.8)
  const storageBytes = await soldStorageBytes({ dataDir: folder, share: storageShare })
  const benchmarks = measured.map((value, lane) => {
    if (lane === BENCHMARK_INDEX['ram-size']) return BigInt(ramBytes)
    return lane === BENCHMARK_INDEX['storage-size'] ? BigInt(storageBytes) : value
  })
  return {
    resources: { cpuHundredths: hardware.cpu.cores * 100, ramBytes, storageBytes, gpuIds: gpus.map(({ id }) => id) },
    benchmarks,
    gpuMemoryBytes: Object.fromEntries(gpus.map(({ id, memoryBytes }) => [id, memoryBytes])),
    architecture: hardware.cpu.arch,
    cpuModel: hardware.cpu.model,
    gpus,
  }
}
