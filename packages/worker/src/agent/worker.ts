import { Loop, type Startable, sequence } from '@sonm/common'
import { machineToMessage } from '@sonm/protocol'
import { ContentFetcher } from './content-fetcher.ts'
import { HubCalls } from './hub-calls.ts'
import { Ledger } from './ledger.ts'
import { type AgentOptions, defaultAgentOptions } from './options.ts'
import { Ports } from './ports.ts'
import { Reporter } from './reporter.ts'
import { Tasks } from './tasks.ts'
import type { AgentWorld } from './world.ts'

/** What `createWorker` is given: the world, and what differs from `defaultAgentOptions`. */
export type WorkerParts = Omit<AgentWorld, 'options'> & { readonly options?: Partial<AgentOptions> }

/**
 * A worker's daemon: dials its hub, makes happen what the hub wants, and reports what it observes. `start` resolves
 * once the tasks of an earlier life are taken up, whether or not the hub answers; `stop` leaves running tasks alone, and
 * executors, store and network open.
 */
export interface Worker extends Startable {
  /** Whether the hub has it connected now. */
  connected(): boolean
}

/**
 * @example
 * const store = await openStore<WorkerTables>(join(dataDir, 'worker.sqlite'), workerMigrations)
 * const worker = createWorker({ network, hub, name: hostname(), machine, executors: { wasm }, store,
 *   files: diskTaskFiles(join(dataDir, 'files')), clock: systemClock, random: systemRandom, logger, metrics })
 * await worker.start()
 */
export function createWorker(parts: WorkerParts): Worker {
  const world: AgentWorld = { ...parts, options: { ...defaultAgentOptions, ...parts.options } }
  const { network, store, files, executors, netFlags = 0, clock, random, logger, options } = world
  const hub = new HubCalls(world)
  const contents = new ContentFetcher({ hub, files, pieceBytes: options.pieceBytes })
  const reporter = new Reporter({ ...world, hub })
  const tasks = new Tasks(
    {
      ledger: new Ledger(store),
      files,
      contents,
      hub,
      clock,
      random,
      logger,
      options,
      onObserved: (taskId) => reporter.changed(taskId),
    },
    executors,
  )
  reporter.follow(tasks)
  const ports = new Ports({ network, hubAddress: world.hub, hub, tasks, logger })
  const { retryFirstMs, retryLongestMs } = options
  const shared = { clock, random, logger, retryFirstMs, retryLongestMs }
  const connections = world.metrics.gauge('sonm_worker_hub_connected', 'Whether the hub is connected: 1 or 0')
  const tasksByStage = world.metrics.gauge('sonm_worker_tasks', 'Tasks that this worker has', ['stage'])
  let connected = false

  /** One connection to the hub, from its beginning to its end. */
  const connect = async (signal: AbortSignal, works: () => void) => {
    await hub.client.register(
      { name: world.name, machine: machineToMessage(world.machine), executors: Object.keys(executors), netFlags },
      { signal },
    )
    try {
      for await (const { command } of hub.client.subscribe({}, { signal })) {
        if (!connected) {
          connected = true
          works()
          logger.info({ hub: world.hub }, 'the hub has taken this worker in')
          reporter.all()
        }
        if (command.case === 'desired') await tasks.apply(command.value.tasks)
        else if (command.case === 'connectPort') void ports.connect(command.value)
      }
      return retryFirstMs
    } finally {
      if (connected && !signal.aborted) logger.warn({ hub: world.hub }, 'the hub is not connected any more')
      connected = false
    }
  }
  const tidy = async () => {
    await contents.tidy(tasks.neededContents())
    return options.tidyIntervalMs
  }
  const measure = async () => {
    await tasks.measure()
    connections.set(connected ? 1 : 0)
    tasksByStage.reset()
    for (const stage of tasks.stages()) tasksByStage.inc({ stage })
    return options.usageIntervalMs
  }

  const running = sequence([
    { start: () => tasks.recover(), stop: () => tasks.close() },
    { start: async () => {}, stop: () => contents.close() },
    new Loop({ ...shared, name: 'usage', step: measure }),
    new Loop({ ...shared, name: 'tidying', step: tidy }),
    reporter,
    new Loop({ ...shared, name: 'hub', step: connect }),
  ])
  return { start: () => running.start(), stop: () => running.stop(), connected: () => connected }
}
