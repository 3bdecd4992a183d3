import type { Address, AskDetails } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'

/** What a hub may be told. Each has a default; a supplier needs to name his workers and plans only. */
export interface HubOptions {
  /** The keys of the workers that may register here. */
  readonly workers: readonly Address[]
  /** Who is paid; by default the first one whom the registry names. */
  readonly master?: Address
  /** Plans that shall exist; one that exists already with the same content is not made twice. */
  readonly plans: readonly AskPlanSpec[]
  /** What its asks say of where its machines stand, and of the ports that a task can open to everybody. */
  readonly place: Pick<AskDetails, 'country' | 'region' | 'ports'>
  /**
   * How long an advertised ask can be taken. It is signed again at half of it, so what a hub that was killed offered misleads
   * for this long at most; a million asks of five minutes already take a fifth of what a marketplace can take in.
   */
  readonly askLifetimeMs: number
  /** How long a plan waits for the buyer who was given a firm ask. */
  readonly reservationMs: number
  /** How often an open deal is billed, at the most; never less often than twice in its lock period. */
  readonly billIntervalMs: number
  /** A spot deal whose worker has been away for so long is closed, so that its buyer stops paying. */
  readonly workerAwayLimitMs: number
  /** How long tasks, logs, outputs and inputs are kept after their deal was closed. */
  readonly keepAfterCloseMs: number
  /** What is kept of one task's output on stdout and stderr. */
  readonly logBytesPerTask: number
  /** The sum of the inputs that a buyer may store for one deal. */
  readonly blobBytesPerDeal: number
  /** Inputs of one deal of which a part alone has come; each counts as large as it was announced. */
  readonly uploadsPerDeal: number
  /** Tasks of one deal, ended ones included. */
  readonly tasksPerDeal: number
  /** Tasks of one deal that have not ended. */
  readonly unendedTasksPerDeal: number
  /** The specs of all tasks that one worker shall run: they travel in one message, of which the network allows 4 MiB. */
  readonly specBytesPerWorker: number
  /** How long the hub waits for a worker to connect a task's port; less than the buyer waits for an answer to his tunnel. */
  readonly tunnelTimeoutMs: number
  /** The block of the Market's deployment: there is nothing to read before it. */
  readonly startBlock: bigint
  /** How many blocks must stand on an event's block before the hub acts on it; 0 on a devnet. */
  readonly confirmations: number
  /** The pause between looks at the chain. */
  readonly followIntervalMs: number
  /** The pause after a failure that may pass: the first, and the longest. */
  readonly retryFirstMs: number
  readonly retryLongestMs: number
}

export const defaultHubOptions: HubOptions = {
  workers: [],
  plans: [],
  place: {},
  askLifetimeMs: 5 * 60_000,
  reservationMs: 60_000,
  billIntervalMs: 12 * 3_600_000,
  workerAwayLimitMs: 10 * 60_000,
  keepAfterCloseMs: 24 * 3_600_000,
  logBytesPerTask: 8 * 2 ** 20,
  blobBytesPerDeal: 16 * 2 ** 30,
  uploadsPerDeal: 16,
  tasksPerDeal: 10_000,
  unendedTasksPerDeal: 32,
  specBytesPerWorker: 3 * 2 ** 20,
  tunnelTimeoutMs: 10_000,
  startBlock: 0n,
  confirmations: 0,
  followIntervalMs: 1_000,
  retryFirstMs: 500,
  retryLongestMs: 60_000,
}
