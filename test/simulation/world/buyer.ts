import { createHash } from 'node:crypto'
import { type Client, createClient } from '@connectrpc/connect'
import { type CodedError, isCoded, messageOf, type Random, sleep, type VirtualClock } from '@sonm/common'
import { type Address, type Deal, type Hex, type TaskSpec, toHex } from '@sonm/model'
import type { Network } from '@sonm/network'
import {
  DealService,
  type DealStatus,
  dealFromMessage,
  TaskPhaseMessage,
  TaskService,
  taskSpecToMessage,
} from '@sonm/protocol'
import type { BuyerScenario, PurchaseScenario, TaskScenario } from './scenario.ts'

/** A task that a buyer asked for; whether its hub ever said yes. */
export interface OrderedTask {
  readonly taskId: string
  readonly dealId: bigint
  /** Of its deal; it tells the slice. */
  readonly pricePerSecond: bigint
  readonly wanted: TaskScenario
  accepted: boolean
  /** Whether its hub said that it ends. */
  stopped: boolean
}

/** Opening a deal may take several transactions and the wait for a block of each. */
const PATIENCE_MS = 400_000
const RETRY_MS = 3_000

/** One who rents: a person at the API of his node, who tries again when something fails and takes nobody's word twice. */
export class Buyer {
  readonly name: string
  readonly ordered: OrderedTask[] = []
  readonly deals: Client<typeof DealService>
  readonly tasks: Client<typeof TaskService>
  readonly #clock: VirtualClock
  readonly #random: Random
  readonly #scenario: BuyerScenario
  readonly #activeUntilMs: number
  readonly #log: (line: string) => void
  readonly #claimed = new Set<bigint>()
  #left = false
  #done = false

  constructor(options: {
    name: string
    network: Network
    node: Address
    clock: VirtualClock
    random: Random
    scenario: BuyerScenario
    activeUntilMs: number
    log: (line: string) => void
  }) {
    this.name = options.name
    this.deals = createClient(DealService, options.network.rpc(options.node))
    this.tasks = createClient(TaskService, options.network.rpc(options.node))
    this.#clock = options.clock
    this.#random = options.random
    this.#scenario = options.scenario
    this.#activeUntilMs = options.activeUntilMs
    this.#log = options.log
  }

  /** Does what the scenario says; resolves when all purchases are over, one way or the other. */
  async live(): Promise<void> {
    await Promise.all(this.#scenario.purchases.map((purchase, at) => this.#purchase(purchase, at)))
  }

  /** Wants nothing more; what is still on its way gives up. */
  leave(): void {
    this.#left = true
  }

  /** The world ends. */
  stop(): void {
    this.#done = true
  }

  /** Closes every deal that is open, and looks again: one may have opened late. */
  async closeAll(): Promise<void> {
    while (!this.#done) {
      const open = await this.#list(false).catch(() => [])
      for (const { deal } of open) await this.#close(deal!.id)
      await sleep(this.#clock, RETRY_MS)
    }
  }

  async #purchase(purchase: PurchaseScenario, at: number): Promise<void> {
    await sleep(this.#clock, purchase.atMs)
    const deal = await this.#open(purchase)
    if (deal === undefined) return
    this.#log(`${this.name}: has deal ${deal.id}`)
    const untilMs = this.#clock.nowMs() + purchase.patienceMs
    await Promise.all(purchase.tasks.map((task, index) => this.#task(deal, task, untilMs, at * 10 + index)))
    while (this.#wanting && !(await this.#close(deal.id))) await sleep(this.#clock, RETRY_MS)
  }

  get #wanting(): boolean {
    return !this.#left && this.#clock.nowMs() < this.#activeUntilMs
  }

  async #open({ durationSeconds }: PurchaseScenario): Promise<Deal | undefined> {
    while (this.#wanting) {
      try {
        const requirements = { query: `executor=noop duration>=${durationSeconds}s` }
        const { deal } = await this.deals.openDeal({ requirements }, { timeoutMs: PATIENCE_MS })
        return this.#claim(deal!)
      } catch (error) {
        this.#log(`${this.name}: no deal: ${messageOf(error)}`)
        if (isCoded(error, 'SNM_INSUFFICIENT')) return undefined
      }
      await sleep(this.#clock, RETRY_MS + this.#random.integer(5_000))
      // It may have opened although nobody said so.
      const open = await this.#list(false).catch(() => [])
      const orphan = open.find(({ deal }) => !this.#claimed.has(deal!.id))
      if (orphan) return this.#claim(orphan)
    }
    return undefined
  }

  #claim({ deal }: DealStatus): Deal {
    this.#claimed.add(deal!.id)
    return dealFromMessage(deal)
  }

  async #list(withClosed: boolean): Promise<readonly DealStatus[]> {
    return (await this.deals.listDeals({ withClosed })).deals
  }

  /** @returns whether it is known to be closed */
  async #close(dealId: bigint): Promise<boolean> {
    try {
      await this.deals.closeDeal({ dealId }, { timeoutMs: PATIENCE_MS })
      this.#log(`${this.name}: closed deal ${dealId}`)
      return true
    } catch (error) {
      this.#log(`${this.name}: cannot close deal ${dealId}: ${messageOf(error)}`)
      return isCoded(error, 'DEAL_UNKNOWN')
    }
  }

  async #task(deal: Deal, wanted: TaskScenario, untilMs: number, index: number): Promise<void> {
    const { id: dealId, pricePerSecond } = deal
    const taskId = toHex(this.#random.bytes(16)).slice(2)
    const waiting = () => this.#wanting && this.#clock.nowMs() < untilMs
    const task: OrderedTask = { taskId, dealId, pricePerSecond, wanted, accepted: false, stopped: false }
    const input = new Uint8Array(wanted.inputBytes).fill(index)
    const sha256: Hex = `0x${createHash('sha256').update(input).digest('hex')}`
    const spec = taskSpecToMessage(specOf(wanted, sha256))
    const put = async () => {
      if (input.length > 0) await this.#putInput(dealId, sha256, input)
      await this.tasks.startTask({ dealId, taskId, spec })
      task.accepted = true
    }
    this.ordered.push(task)
    if (!(await this.#insist(`start task ${taskId}`, waiting, put))) return
    this.#log(`${this.name}: started task ${taskId} on deal ${dealId}`)
    if (wanted.stopAfterMs !== undefined) void this.#stopLater(task, wanted.stopAfterMs, waiting)
    await this.#insist(`see the end of task ${taskId}`, waiting, () =>
      wanted.watched ? this.#watch(taskId) : this.#poll(taskId, waiting),
    )
  }

  /** Pieces of it, so that an upload can be cut off in the middle. */
  async #putInput(dealId: bigint, sha256: Hex, input: Uint8Array): Promise<void> {
    const totalBytes = BigInt(input.length)
    for (let stored = 0; stored < input.length; ) {
      const data = input.subarray(stored, stored + 20)
      const answer = await this.tasks.putBlob({ dealId, sha256, totalBytes, offset: BigInt(stored), data })
      stored = Number(answer.storedBytes)
    }
  }

  async #stopLater(task: OrderedTask, delayMs: number, waiting: () => boolean): Promise<void> {
    await sleep(this.#clock, delayMs)
    const { taskId } = task
    const stop = async () => {
      await this.tasks.stopTask({ taskId })
      task.stopped = true
    }
    await this.#insist(`stop task ${taskId}`, waiting, stop)
  }

  async #watch(taskId: string): Promise<void> {
    for await (const { observation } of this.tasks.watchTask({ taskId })) {
      if (observation?.phase === TaskPhaseMessage.ENDED) return
    }
    throw new Error('the stream ended before the task')
  }

  async #poll(taskId: string, waiting: () => boolean): Promise<void> {
    while (waiting()) {
      const { observation } = await this.tasks.getTask({ taskId })
      if (observation?.phase === TaskPhaseMessage.ENDED) return
      await sleep(this.#clock, 10_000)
    }
  }

  /** Tries until it works, it cannot work, or nobody waits any more. @returns whether it worked */
  async #insist(what: string, waiting: () => boolean, action: () => Promise<unknown>): Promise<boolean> {
    while (waiting()) {
      try {
        await action()
        return true
      } catch (error) {
        this.#log(`${this.name}: cannot ${what}: ${messageOf(error)}`)
        if (isCoded(error) && !mayPass(error)) return false
      }
      await sleep(this.#clock, RETRY_MS)
    }
    return false
  }
}

/** A hub that waits for confirmations learns of a deal later than its buyer. */
function mayPass({ retryable, kind, code }: CodedError): boolean {
  return retryable || kind === 'canceled' || code === 'DEAL_UNKNOWN'
}

function specOf(wanted: TaskScenario, sha256: Hex): TaskSpec {
  const { runMs, exitCode, text, hasOutput, inputBytes, memoryShare } = wanted
  return {
    workload: { kind: 'noop', noop: { runMs, exitCode, ...(text === '' ? {} : { output: text }) } },
    inputs: inputBytes > 0 ? [{ name: 'in', sha256, bytes: inputBytes }] : [],
    outputs: hasOutput ? ['out'] : [],
    limits: { memoryBytes: 2 ** 31 * memoryShare, cpuHundredths: 25, diskBytes: 2 ** 20 },
    tag: '',
  }
}
