import type { ChainClient } from '@sonm/chain'
import type { Current } from '@sonm/common'
import {
  type Address,
  fail,
  type Hex,
  type OrderDomain,
  orderHash,
  type SignedCancel,
  type SignedOrder,
  type Signer,
  signCancel,
  signOrder,
} from '@sonm/model'
import type { HubOptions } from '../options.ts'
import { askDocument } from '../store/documents.ts'
import type { WorkerRecord } from '../workers/worker-book.ts'
import { askOf } from './ask.ts'
import type { Plan } from './plan.ts'
import type { PlanBook } from './plan-book.ts'

export interface SignedAsk {
  readonly hash: Hex
  readonly signed: SignedOrder
}

/** Signs the asks of plans; each is stored with its plan before it leaves the hub. */
export class AskSigner {
  readonly domain: OrderDomain
  readonly #signer: Signer
  readonly #chain: ChainClient
  readonly #plans: PlanBook
  readonly #locators: Current<readonly string[]>
  readonly #site: HubOptions['place']

  constructor(options: {
    signer: Signer
    chain: ChainClient
    plans: PlanBook
    locators: Current<readonly string[]>
    options: Pick<HubOptions, 'place'>
  }) {
    this.domain = { chainId: options.chain.chainId, market: options.chain.market }
    this.#signer = options.signer
    this.#chain = options.chain
    this.#plans = options.plans
    this.#locators = options.locators
    this.#site = options.options.place
  }

  /** Takes an ask back, for whoever has it. */
  cancel(orderHash: Hex, atSeconds: number): Promise<SignedCancel> {
    return signCancel(this.domain, this.#signer, { orderHash, atSeconds: BigInt(atSeconds) })
  }

  /**
   * @param firmFor binds the ask to one buyer and his duration; without it anyone whom the plan admits may take it
   * @throws PLAN_NOT_OFFERED when the plan's round ended meanwhile; CHAIN_UNREACHABLE and the like
   */
  async sign(
    { plan, worker }: { plan: Plan; worker: WorkerRecord | undefined },
    expiresAtSeconds: number,
    firmFor?: { readonly buyer: Address; readonly durationSeconds: bigint },
  ): Promise<SignedAsk> {
    const { planId, place } = plan
    if (!place || !worker) throw fail('PLAN_NOT_OFFERED', { planId, state: 'waiting' })
    const epoch = await this.#chain.epochOf(this.#signer.address)
    const { order, details } = askOf(
      { ...plan, place },
      {
        hub: this.#signer.address,
        epoch,
        expiresAtSeconds: BigInt(expiresAtSeconds),
        machine: worker.machine,
        executors: worker.executors,
        locators: this.#locators.now,
        site: this.#site,
        ...(firmFor ? { firmFor } : {}),
      },
    )
    const signed = await signOrder(this.domain, this.#signer, order, details)
    const hash = orderHash(this.domain, order)
    const noted = await this.#plans.noteSigned(
      {
        hash,
        signed: askDocument.write(signed),
        nonce: plan.nonce,
        expiresAtSeconds,
        ...(firmFor ? { buyer: firmFor.buyer } : {}),
      },
      planId,
    )
    if (!noted) throw fail('PLAN_NOT_OFFERED', { planId, state: 'sold' })
    return { hash, signed }
  }
}
