import { createClient } from '@connectrpc/connect'
import { type CancelTimer, type Clock, type Current, type Logger, messageOf } from '@sonm/common'
import {
  type Address,
  type Hex,
  isSupplierFault,
  type OrderDomain,
  type Signer,
  type StartReceipt,
  signReceipt,
  startOfTask,
  verifyReceipt,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import {
  observationFromMessage,
  StartReceiptService,
  StartWitnessService,
  startReceiptFromMessage,
  startReceiptToMessage,
  type TaskStatus,
} from '@sonm/protocol'
import type { HubLink } from './hub-link.ts'

export interface StartReportsOptions {
  readonly network: Network
  readonly signer: Signer
  readonly domain: OrderDomain
  readonly marketplaces: Current<readonly Address[]>
  readonly clock: Clock
  readonly logger: Logger
}

/** A hub that was away, or a marketplace that has not read the deal yet, is asked again. */
const RETRY_MS = 60_000
/** Then a failure is reported without the hub's signature, which it has refused for so many minutes. */
const TRIES = 10
/** Of tasks that were reported; of more, a report may go out twice, which changes nothing. */
const REMEMBERED = 10_000

/** Tells the marketplaces whether the tasks of the node's deals started, signed by both sides where the hub does. */
export class StartReports {
  readonly #options: StartReportsOptions
  readonly #told = new Set<string>()
  readonly #timers = new Map<string, CancelTimer>()

  constructor(options: StartReportsOptions) {
    this.#options = options
  }

  /** Reports the task if its state is news of its start; nobody waits for it. One start of a deal is enough. */
  consider(status: TaskStatus, link: HubLink): void {
    const receipt = receiptOf(status, link)
    if (!receipt) return
    const key = receipt.outcome === 'started' ? `deal ${link.dealId}` : `task ${receipt.taskId}`
    if (this.#told.has(key)) return
    if (this.#told.size >= REMEMBERED) this.#told.delete(this.#told.values().next().value!)
    this.#told.add(key)
    void this.#report(receipt, link, key, 1)
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  async #report(receipt: StartReceipt, link: HubLink, key: string, tries: number): Promise<void> {
    const { clock, logger } = this.#options
    try {
      const hubSignature = await this.#witnessed(receipt, link, tries)
      await this.#send(receipt, hubSignature)
    } catch (error) {
      logger.debug({ taskId: receipt.taskId, reason: messageOf(error), tries }, 'a start is not reported yet')
      if (tries >= TRIES) return
      const again = () => {
        this.#timers.delete(key)
        void this.#report(receipt, link, key, tries + 1)
      }
      this.#timers.set(key, clock.after(RETRY_MS, again))
    }
  }

  /** The hub's signature; undefined: it has refused for long, and the failure is its supplier's. */
  async #witnessed(receipt: StartReceipt, { hub }: HubLink, tries: number): Promise<Hex | undefined> {
    const { network, domain } = this.#options
    try {
      const answer = startReceiptFromMessage(
        await createClient(StartWitnessService, network.rpc(hub)).signStart({ taskId: receipt.taskId }),
      )
      // Over what the node has seen itself, not over what the hub says now.
      const signature = answer.hubSignature ?? '0x'
      verifyReceipt(domain, 'hub', receipt, signature, hub)
      return signature
    } catch (error) {
      if (tries < TRIES || !isSupplierFault(receipt)) throw error
      return undefined
    }
  }

  async #send(receipt: StartReceipt, hubSignature: Hex | undefined): Promise<void> {
    const { network, domain, signer, marketplaces } = this.#options
    const buyerSignature = await signReceipt(domain, signer, 'buyer', receipt)
    const message = startReceiptToMessage({ ...receipt, buyerSignature, ...(hubSignature && { hubSignature }) })
    // The same again is the same, so whoever has it already is no worse off when one of them has to be asked again.
    await Promise.all(
      marketplaces.now.map((address) => createClient(StartReceiptService, network.rpc(address)).reportStart(message)),
    )
  }
}

/** undefined: it says nothing of a start, or is malformed, for a hub says what it likes. */
function receiptOf({ observation }: TaskStatus, { dealId }: HubLink): StartReceipt | undefined {
  try {
    return startOfTask(dealId, observationFromMessage(observation))
  } catch {
    return undefined
  }
}
