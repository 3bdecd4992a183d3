import { isCoded } from '@sonm/common'
import { type Address, type BatchItem, MarketModel, type OrderDomain } from '@sonm/model'
import type { Call } from './call.ts'
import { ADDRESSES, FUNDS_WEI } from './cast.ts'
import { failureOf, type Outcome } from './outcome.ts'
import { FeedModel, LevelsModel } from './surroundings.ts'

/** The reference model, with what other contracts tell the market. */
export class ModelStage {
  readonly model: MarketModel
  readonly #feed = new FeedModel()
  readonly #levels = new LevelsModel()

  constructor(domain: OrderDomain) {
    this.model = new MarketModel(domain)
    for (const address of ADDRESSES) this.model.mint(address, FUNDS_WEI)
  }

  run(call: Call): Outcome {
    const { model } = this
    model.setSnmPerUsd(this.#feed.snmPerUsd(call.nowSeconds))
    for (const address of ADDRESSES) model.setIdentity(address, this.#levels.levelOf(address, call.nowSeconds))
    const before = model.events.length
    try {
      const result = this.#perform(call)
      return { ...(result === undefined ? {} : { result }), events: model.events.slice(before) }
    } catch (error) {
      if (!isCoded(error)) throw error
      return { failure: failureOf(error), events: model.events.slice(before) }
    }
  }

  #perform(call: Call): unknown {
    const { model } = this
    switch (call.kind) {
      case 'approve':
        return model.approve(call, call.wei)
      case 'deposit':
        return model.deposit(call, call.wei, call.account, false)
      case 'depositWithPermit':
        return model.deposit(call, call.wei, call.account, call.permit.good)
      case 'withdraw':
        return model.withdraw(call, call.wei)
      case 'transfer':
        return model.transfer(call, call.to, call.wei)
      case 'announce':
        return model.announceMaster(call, call.account)
      case 'confirm':
        return model.confirmHub(call, call.account)
      case 'remove':
        return model.removeHub(call, call.account)
      case 'cancel':
        return model.cancel(call, call.nonces)
      case 'cancelAll':
        return model.cancelAll(call)
      case 'setBlacklisted':
        return model.setBlacklisted(call, call.accounts, call.listed)
      case 'take': {
        const { ask, durationSeconds, snmPerUsdCap } = call.request
        return model.take(call, ask, durationSeconds, snmPerUsdCap).id
      }
      case 'takeBatch':
        return model.takeBatch(call, call.requests, call.atLeast).map(idOrFailure)
      case 'openDeal':
        return model.openDeal(call, call.request.ask, call.request.bid).id
      case 'openDealBatch':
        return model.openDealBatch(call, call.requests, call.atLeast).map(idOrFailure)
      case 'bill':
        return model.bill(call, call.deal)
      case 'billBatch':
        return model.billBatch(call, call.deals)
      case 'close':
        return void model.close(call, call.deal)
      case 'closeBatch':
        return model.closeBatch(call, call.deals)
      case 'amend': {
        const signatures = { buyer: call.buyerSignature, supplier: call.supplierSignature }
        return model.amend(call, call.amendment, call.deal, signatures)
      }
      case 'report':
        return this.#feed.says(call.answer, call.nowSeconds)
      case 'feedLies':
        return this.#feed.says(call.answer, call.updatedAtSeconds)
      case 'certify':
        return this.#levels.certify(call.account, call.level, call.expiresAtSeconds)
    }
  }

  snmPerUsd(nowSeconds: bigint): bigint {
    return this.#feed.snmPerUsd(nowSeconds)
  }

  levelOf(account: Address, nowSeconds: bigint): number {
    return this.#levels.levelOf(account, nowSeconds)
  }
}

const idOrFailure = (item: BatchItem) => ('deal' in item ? item.deal.id : failureOf(item.error))
