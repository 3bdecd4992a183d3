import type { Clock, Logger } from '@sonm/common'
import { type Address, type ExecutorKind, fail } from '@sonm/model'
import type { MachineInfo } from '@sonm/protocol'
import type { Notices } from '../notices.ts'
import { sliceText } from '../plans/slice-text.ts'
import { machineDocument } from '../store/documents.ts'
import type { HubStore, WorkerRow } from '../store/schema.ts'

export interface WorkerRecord {
  readonly address: Address
  readonly name: string
  readonly machine: MachineInfo
  readonly executors: readonly ExecutorKind[]
  /** What its tasks may do of the network. */
  readonly netFlags: number
  /** Undefined: it is connected. */
  readonly awaySinceMs?: number
}

interface Connection {
  readonly end: AbortController
  heardAtMs: number
}

/** A worker that says nothing for so long is away, whatever its connection looks like: it reports every 15 s at the least. */
const SILENCE_MS = 60_000

/** The workers that have registered, and which of them are connected. */
export class WorkerBook {
  readonly #store: HubStore
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #notices: Notices
  readonly #allowed: ReadonlySet<Address>
  readonly #connections = new Map<Address, Connection>()

  constructor(options: {
    store: HubStore
    clock: Clock
    logger: Logger
    notices: Notices
    allowed: readonly Address[]
  }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#logger = options.logger
    this.#notices = options.notices
    this.#allowed = new Set(options.allowed)
  }

  /** After a start nobody is connected; whoever was, is away from now on. */
  async recover(): Promise<void> {
    await this.#store
      .updateTable('worker')
      .set({ away_since_ms: this.#clock.nowMs() })
      .where('away_since_ms', 'is', null)
      .execute()
  }

  /** @throws WORKER_UNKNOWN */
  checkAllowed(address: Address): void {
    if (!this.#allowed.has(address)) throw fail('WORKER_UNKNOWN', { worker: address })
  }

  async register(worker: Omit<WorkerRecord, 'awaySinceMs'>): Promise<void> {
    this.checkAllowed(worker.address)
    const described = {
      name: worker.name,
      machine: machineDocument.write(worker.machine),
      executors: JSON.stringify(worker.executors),
      net_flags: worker.netFlags,
    }
    await this.#store
      .insertInto('worker')
      .values({ address: worker.address, ...described, away_since_ms: this.#clock.nowMs() })
      .onConflict((conflict) => conflict.column('address').doUpdateSet(described))
      .execute()
    const { resources } = worker.machine
    const machine = { ...sliceText(resources), runs: worker.executors.join(',') }
    this.#logger.info({ worker: worker.address, name: worker.name, ...machine }, 'a worker registered')
  }

  /**
   * Counts a worker as connected; an earlier connection of it is ended.
   * @returns a signal that aborts when this connection is over: replaced by another, or silent for too long
   * @throws WORKER_UNKNOWN before it registered
   */
  async connect(address: Address): Promise<AbortSignal> {
    this.checkAllowed(address)
    const connection: Connection = { end: new AbortController(), heardAtMs: this.#clock.nowMs() }
    const { numUpdatedRows } = await this.#store
      .updateTable('worker')
      .set({ away_since_ms: null })
      .where('address', '=', address)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw fail('WORKER_UNKNOWN', { worker: address })
    this.#connections.get(address)?.end.abort(new Error('the worker connected again'))
    this.#connections.set(address, connection)
    this.#notices.plans()
    this.#logger.info({ worker: address }, 'a worker connected')
    return connection.end.signal
  }

  async disconnect(address: Address, connection: AbortSignal): Promise<void> {
    if (this.#connections.get(address)?.end.signal !== connection) return
    this.#connections.delete(address)
    await this.#store
      .updateTable('worker')
      .set({ away_since_ms: this.#clock.nowMs() })
      .where('address', '=', address)
      .execute()
    this.#notices.plans()
    this.#logger.warn({ worker: address }, 'a worker is away')
  }

  heard(address: Address): void {
    const connection = this.#connections.get(address)
    if (connection) connection.heardAtMs = this.#clock.nowMs()
  }

  /** Ends the connections of workers that are silent. */
  dropSilent(): void {
    for (const { end, heardAtMs } of this.#connections.values()) {
      if (this.#clock.nowMs() - heardAtMs >= SILENCE_MS) end.abort(new Error('the worker is silent'))
    }
  }

  isConnected(address: Address): boolean {
    return this.#connections.has(address)
  }

  async find(address: Address): Promise<WorkerRecord | undefined> {
    const row = await this.#store.selectFrom('worker').selectAll().where('address', '=', address).executeTakeFirst()
    return row && recordFromRow(row)
  }

  async list(): Promise<readonly WorkerRecord[]> {
    const rows = await this.#store.selectFrom('worker').selectAll().orderBy('address').execute()
    return rows.map(recordFromRow)
  }

  /** @throws WORKER_AWAY */
  async checkConnected(address: Address): Promise<void> {
    if (this.isConnected(address)) return
    const since = (await this.find(address))?.awaySinceMs ?? 0
    throw fail('WORKER_AWAY', { worker: address, since: new Date(since).toISOString() })
  }
}

function recordFromRow(row: WorkerRow): WorkerRecord {
  return {
    address: row.address as Address,
    name: row.name,
    machine: machineDocument.read(row.machine),
    executors: JSON.parse(row.executors) as ExecutorKind[],
    netFlags: row.net_flags,
    ...(row.away_since_ms !== null ? { awaySinceMs: row.away_since_ms } : {}),
  }
}
