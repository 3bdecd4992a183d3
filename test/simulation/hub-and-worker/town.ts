import { createHash } from 'node:crypto'
import { type Client, createClient } from '@connectrpc/connect'
import {
  always,
  Changeable,
  createMetrics,
  type Logger,
  openStore,
  type Random,
  seededRandom,
  silentLogger,
  VirtualClock,
} from '@sonm/common'
import {
  createHub,
  type Hub,
  type HubOptions,
  type HubStore,
  type HubTables,
  hubMigrations,
  memoryBlobs,
} from '@sonm/hub'
import {
  type Address,
  type ExecutorKind,
  type Hex,
  NO_BENCHMARKS,
  type SignedOrder,
  type Signer,
  signerFromPrivateKey,
  type TaskSpec,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { createMemoryNet, type MemoryNet, runUntilSettled } from '@sonm/network/testing'
import {
  type AskPlanSpec,
  HubService,
  type MachineInfo,
  planSpecToMessage,
  SupplierService,
  taskSpecToMessage,
} from '@sonm/protocol'
import {
  createWorker,
  type Executor,
  type MemoryTaskFiles,
  memoryTaskFiles,
  NoopExecutor,
  type NoopRecord,
  type Worker,
  type WorkerStore,
  type WorkerTables,
  workerMigrations,
} from '@sonm/worker'
import { firmAskOf } from '../ask-of-hub.ts'
import { PlainMarketplace } from './market-place.ts'
import { ModelChain } from './model-chain.ts'

export const GIB = 2 ** 30
export const PRICE = 10n ** 15n
const MARKET: Address = `0x${'4d'.repeat(20)}`

export const machine: MachineInfo = {
  resources: { cpuHundredths: 400, ramBytes: 8 * GIB, storageBytes: 100 * GIB, gpuIds: [] },
  benchmarks: NO_BENCHMARKS,
  gpuMemoryBytes: {},
  architecture: 'x64',
  cpuModel: 'test',
  gpus: [],
}

export const plan: AskPlanSpec = {
  durationSeconds: 0n,
  pricePerSecond: PRICE,
  denomination: 'SNM',
  counterparty: ZERO_ADDRESS,
  identityLevel: 0,
  bond: 0n,
  netFlags: 0,
  resources: { cpuHundredths: 'all', ramBytes: 'all', storageBytes: 'all', gpus: 'all' },
  tag: ZERO_BYTES32,
}

export function signerOf(seed: number): Signer {
  return signerFromPrivateKey(Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? seed : 7)))
}

/** A hub with one worker, a marketplace, a chain and any number of buyers in one process on virtual time; each can be killed. */
export class Town {
  readonly clock = new VirtualClock()
  readonly random: Random
  readonly net: MemoryNet
  readonly chain: ModelChain
  readonly marketplace: PlainMarketplace
  readonly master = signerOf(1)
  readonly hubSigner = signerOf(2)
  readonly workerSigner = signerOf(3)
  readonly marketplaceSigner = signerOf(4)
  /** Those that the hub knows. */
  readonly marketplaces = new Changeable<readonly Address[]>([this.marketplaceSigner.address])
  readonly unexpected: unknown[] = []
  /** What the logs of hub and worker say to people, in its order. */
  readonly told: { readonly message: string; readonly fields: object }[] = []
  readonly blobs = memoryBlobs()
  readonly files: MemoryTaskFiles = memoryTaskFiles()
  readonly records = new Map<string, NoopRecord>()
  readonly #options: Partial<HubOptions>
  hub: Hub | undefined
  worker: Worker | undefined
  executor: Executor | undefined
  hubStore!: HubStore
  workerStore!: WorkerStore

  constructor(seed = 1, options: Partial<HubOptions> = {}) {
    this.random = seededRandom(seed)
    this.#options = { workers: [this.workerSigner.address], plans: [plan], ...options }
    this.net = createMemoryNet({
      clock: this.clock,
      random: this.random,
      onUnexpected: (error, where) => this.unexpected.push({ where, error }),
    })
    this.chain = new ModelChain(this.clock, MARKET)
    this.marketplace = new PlainMarketplace(this.chain.model.domain)
    this.marketplace.serve(this.net.join(this.marketplaceSigner.address))
  }

  async open(): Promise<this> {
    this.hubStore = await openStore<HubTables>(':memory:', hubMigrations)
    this.workerStore = await openStore<WorkerTables>(':memory:', workerMigrations)
    await this.chain.clientOf(this.hubSigner.address).announceMaster(this.master.address)
    await this.chain.clientOf(this.master.address).confirmHub(this.hubSigner.address)
    return this
  }

  async startHub(): Promise<void> {
    this.hub = createHub({
      network: this.net.join(this.hubSigner.address),
      chain: this.chain.clientOf(this.hubSigner.address),
      signer: this.hubSigner,
      store: this.hubStore,
      blobs: this.blobs,
      marketplaces: this.marketplaces,
      locators: always([]),
      clock: this.clock,
      random: this.random,
      logger: this.#logger(),
      metrics: createMetrics({ processMetrics: false }),
      options: this.#options,
    })
    await this.hub.start()
  }

  /** @param executors what it runs tasks with; a noop executor unless told otherwise */
  async startWorker(executors?: Readonly<Partial<Record<ExecutorKind, Executor>>>): Promise<void> {
    this.executor = new NoopExecutor({
      clock: this.clock,
      records: this.records,
      writeOutput: (folder, path, text) => this.files.writeOutput(folder, path, text),
    })
    this.worker = createWorker({
      network: this.net.join(this.workerSigner.address),
      hub: this.hubSigner.address,
      name: 'one',
      machine,
      executors: executors ?? { noop: this.executor },
      store: this.workerStore,
      files: this.files,
      clock: this.clock,
      random: this.random,
      logger: this.#logger(),
      metrics: createMetrics({ processMetrics: false }),
    })
    await this.worker.start()
  }

  #logger(): Logger {
    return { ...silentLogger, info: (fields, message) => this.told.push({ message, fields }) }
  }

  /** The process is gone, whatever it was doing: its network is dead and nothing that it still does counts. */
  async killHub(): Promise<void> {
    this.net.crash(this.hubSigner.address)
    void this.hub?.stop()
    await this.run(10)
  }

  async killWorker(): Promise<void> {
    this.net.crash(this.workerSigner.address)
    void this.worker?.stop()
    await this.executor?.close()
    await this.run(10)
  }

  run(durationMs: number): Promise<void> {
    return this.clock.advance(durationMs)
  }

  /** Moves time on until the condition holds. */
  async until(condition: () => Promise<boolean> | boolean, withinMs = 600_000): Promise<void> {
    const endMs = this.clock.nowMs() + withinMs
    while (!(await this.settle(Promise.resolve(condition())))) {
      if (this.clock.nowMs() >= endMs) throw new Error(`it did not come to that within ${withinMs} ms`)
      await this.run(250)
    }
  }

  /** Tries until it succeeds. */
  async eventually<Result>(attempt: () => Promise<Result>, withinMs = 600_000): Promise<Result> {
    const endMs = this.clock.nowMs() + withinMs
    while (true) {
      try {
        return await attempt()
      } catch (error) {
        if (this.clock.nowMs() >= endMs) throw error
        await this.run(500)
      }
    }
  }

  settle<Result>(promise: Promise<Result>): Promise<Result> {
    return runUntilSettled(this.clock, promise)
  }

  nowSeconds(): bigint {
    return BigInt(Math.floor(this.clock.nowMs() / 1000))
  }

  async buyer(seed: number): Promise<Buyer> {
    const signer = signerOf(seed)
    this.chain.model.mint(signer.address, 10n ** 24n)
    await this.chain.clientOf(signer.address).deposit(10n ** 23n)
    return new Buyer(this, signer)
  }

  /** Somebody with a key and no money. */
  pauper(seed: number): Buyer {
    return new Buyer(this, signerOf(seed))
  }

  async supplier(): Promise<Supplier> {
    return new Supplier(this)
  }

  async planState(): Promise<string | undefined> {
    return (await this.settle(this.hub!.plans()))[0]?.state
  }
}

/** The supplier's own face of his hub, called with the key of his master. */
export class Supplier {
  readonly #town: Town
  readonly #client: Client<typeof SupplierService>

  constructor(town: Town) {
    this.#town = town
    this.#client = createClient(SupplierService, town.net.join(town.master.address).rpc(town.hubSigner.address))
  }

  createPlan(spec: AskPlanSpec) {
    return this.#town.settle(this.#client.createPlan(planSpecToMessage(spec)))
  }

  removePlan(planId: string) {
    return this.#town.settle(this.#client.removePlan({ planId }))
  }
}

function sha256Of(content: Uint8Array): Hex {
  return `0x${createHash('sha256').update(content).digest('hex')}`
}

export class Buyer {
  readonly town: Town
  readonly signer: Signer
  readonly network: Network
  readonly hub: Client<typeof HubService>
  readonly supplier: Client<typeof SupplierService>

  constructor(town: Town, signer: Signer) {
    this.town = town
    this.signer = signer
    this.network = town.net.join(signer.address)
    this.hub = createClient(HubService, this.network.rpc(town.hubSigner.address))
    this.supplier = createClient(SupplierService, this.network.rpc(town.hubSigner.address))
  }

  async propose(askHash: Hex, durationSeconds = 0n): Promise<SignedOrder> {
    const { town, signer } = this
    const asking = firmAskOf(this.hub, {
      buyer: signer.address,
      random: town.random,
      supplier: town.hubSigner.address,
      askHash,
      pricePerSecond: PRICE,
      durationSeconds,
      nowSeconds: town.nowSeconds(),
    })
    return await town.settle(asking)
  }

  async take(ask: SignedOrder, durationSeconds = 0n) {
    return (await this.town.chain.clientOf(this.signer.address).take(ask, durationSeconds)).deal
  }

  /** Waits for an offer, proposes and takes it. */
  async deal() {
    const { town } = this
    await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0)
    return this.take(await this.propose(town.marketplace.live(town.nowSeconds())[0]!.hash))
  }

  async close(dealId: bigint): Promise<void> {
    await this.town.chain.clientOf(this.signer.address).close(this.town.chain.model.dealOf(dealId)!)
  }

  async put(dealId: bigint, content: Uint8Array): Promise<bigint> {
    const piece = { sha256: sha256Of(content), totalBytes: BigInt(content.length), offset: 0n, data: content }
    return (await this.town.settle(this.hub.putBlob({ dealId, ...piece }))).storedBytes
  }

  startWith(dealId: bigint, taskId: string, input: { name: string; content: Uint8Array }) {
    const { name, content } = input
    return this.#start(dealId, taskId, {
      workload: { kind: 'noop', noop: { runMs: 1000, exitCode: 0 } },
      inputs: [{ name, sha256: sha256Of(content), bytes: content.length }],
      outputs: [],
      tag: '',
    })
  }

  startContainer(dealId: bigint, taskId: string, ports: readonly number[]) {
    const expose = ports.map((port) => ({ port, protocol: 'tcp' as const }))
    const workload = { kind: 'container' as const, container: { image: 'echo', env: {}, expose } }
    return this.#start(dealId, taskId, { workload, inputs: [], outputs: [], tag: '' })
  }

  #start(dealId: bigint, taskId: string, spec: TaskSpec) {
    return this.town.settle(this.hub.startTask({ dealId, taskId, spec: taskSpecToMessage(spec) }))
  }

  start(
    dealId: bigint,
    taskId: string,
    spec: {
      runMs?: number
      exitCode?: number
      output?: string
      outputs?: string[]
      limits?: NonNullable<TaskSpec['limits']>
    } = {},
  ) {
    const { runMs = 5_000, exitCode = 0, output = 'hello', outputs = [], limits = {} } = spec
    const workload = { kind: 'noop' as const, noop: { runMs, exitCode, output } }
    return this.#start(dealId, taskId, { workload, inputs: [], outputs, limits, tag: 'test' })
  }

  async phase(taskId: string) {
    return (await this.town.settle(this.hub.getTask({ taskId }))).observation
  }

  async logs(taskId: string, follow = false): Promise<string> {
    const read = async () => {
      let text = ''
      for await (const { data } of this.hub.readLogs({ taskId, offset: 0n, follow }))
        text += Buffer.from(data).toString()
      return text
    }
    return this.town.settle(read())
  }
}
