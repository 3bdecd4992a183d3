import { marketAbi, registryAbi } from '@sonm/contracts'
import {
  type Address,
  type Amendment,
  type BatchItem,
  type Deal,
  dealAfter,
  fail,
  type Hex,
  type OrderPair,
  packDeal,
  type TakeRequest,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { parseEventLogs } from 'viem'
import type { Contracts } from '../contracts.ts'
import type { Settlement } from '../settlement.ts'
import { ContractCaller, receiptOf } from './contract-caller.ts'
import { readEvents } from './events.ts'
import { readHubRemoval } from './hub-removal.ts'
import { readAnswer } from './price-feed.ts'
import { codedRevert } from './reverts.ts'
import type { Rpc } from './rpc.ts'
import type { Mined, Sender } from './sender.ts'
import { lower, toAmendmentStruct, toOrderStruct } from './structs.ts'

export class ViemSettlement implements Settlement {
  readonly #rpc: Rpc
  readonly #contracts: Contracts
  readonly #market: ContractCaller<typeof marketAbi>
  readonly #registry: ContractCaller<typeof registryAbi>

  constructor({ rpc, sender, contracts }: { rpc: Rpc; sender: Sender; contracts: Contracts }) {
    this.#rpc = rpc
    this.#contracts = contracts
    this.#market = new ContractCaller({ rpc, sender, address: contracts.market, abi: marketAbi })
    this.#registry = new ContractCaller({ rpc, sender, address: contracts.registry, abi: registryAbi })
  }

  async openDeal({ ask, bid }: OrderPair) {
    const orders = [toOrderStruct(ask.order), toOrderStruct(bid.order)] as const
    const mined = await this.#market.write('openDeal', [...orders, ask.signature, bid.signature])
    const [deal] = openedIn(mined)
    if (deal === undefined) throw fail('INTERNAL', { what: `${mined.txHash} opened no deal` })
    return { ...receiptOf(mined), deal }
  }

  async takeBatch(requests: readonly TakeRequest[], atLeast: number) {
    const structs = requests.map(({ ask, durationSeconds, snmPerUsdCap = 0n }) => ({
      ask: toOrderStruct(ask.order),
      durationSeconds: Number(durationSeconds),
      snmPerUsdCap,
      signature: ask.signature,
    }))
    const mined = await this.#market.write('takeBatch', [structs, BigInt(atLeast)])
    return { ...receiptOf(mined), items: itemsOf(mined, requests.length) }
  }

  async openDealBatch(pairs: readonly OrderPair[], atLeast: number) {
    const structs = pairs.map(({ ask, bid }) => ({
      ask: toOrderStruct(ask.order),
      bid: toOrderStruct(bid.order),
      askSignature: ask.signature,
      bidSignature: bid.signature,
    }))
    const mined = await this.#market.write('openDealBatch', [structs, BigInt(atLeast)])
    return { ...receiptOf(mined), items: itemsOf(mined, pairs.length) }
  }

  async amend(amendment: Amendment, deal: Deal, signatures: { readonly buyer?: Hex; readonly supplier?: Hex } = {}) {
    const { buyer = '0x', supplier = '0x' } = signatures
    const mined = await this.#market.write('amend', [toAmendmentStruct(amendment), packDeal(deal), buyer, supplier])
    const change = readEvents(mined.logs, mined.timestampSeconds).find(({ kind }) => kind === 'dealAmended')
    if (change?.kind !== 'dealAmended') throw fail('INTERNAL', { what: `${mined.txHash} amended no deal` })
    return {
      ...receiptOf(mined),
      deal: dealAfter(deal, change, mined.timestampSeconds),
      paidWei: change.paidWei,
    }
  }

  async closeBatch(deals: readonly Deal[]) {
    const mined = await this.#market.write('closeBatch', [deals.map(packDeal)])
    const events = readEvents(mined.logs, mined.timestampSeconds)
    const closed = events.flatMap((event) => (event.kind === 'dealClosed' ? [event.dealId] : []))
    return { ...receiptOf(mined), closed }
  }

  async setBlacklisted(accounts: readonly Address[], listed: boolean) {
    return receiptOf(await this.#market.write('setBlacklisted', [accounts, listed]))
  }

  isBlacklisted(lister: Address, account: Address) {
    return this.#market.read(`whether ${lister} lists ${account}`, 'isBlacklisted', [lister, account])
  }

  async dealHash(id: bigint) {
    const hash = await this.#market.read(`deal ${id}`, 'dealHash', [id])
    return hash === ZERO_BYTES32 ? undefined : hash
  }

  async snmPerUsd() {
    const rate = await this.#market.read('the price of a USD', 'snmPerUsd', [])
    return rate === 0n ? undefined : rate
  }

  async priceFeed() {
    const { priceFeed, priceMaxAgeSeconds } = await this.#market.read('the parts of the market', 'parts', [])
    if (priceFeed === ZERO_ADDRESS) return undefined
    const feed = lower(priceFeed)
    return { feed, maxAgeSeconds: BigInt(priceMaxAgeSeconds), answer: await readAnswer(this.#rpc, feed) }
  }

  async removeHub(hub: Address) {
    return receiptOf(await this.#registry.write('remove', [hub]))
  }

  async removedForSeconds(hub: Address) {
    const removal = await readHubRemoval(this.#rpc, this.#contracts.registry, hub)
    return removal && Number(removal.newestSeconds - removal.atSeconds)
  }
}

function openedIn(mined: Mined): readonly Deal[] {
  const events = readEvents(mined.logs, mined.timestampSeconds)
  return events.flatMap((event) => (event.kind === 'dealOpened' ? [event.deal] : []))
}

/** Deals are opened in the order of the requests; a failure tells its place. */
function itemsOf(mined: Mined, count: number): readonly BatchItem[] {
  const failures = new Map(
    parseEventLogs({ abi: marketAbi, logs: [...mined.logs], eventName: 'RequestFailed' }).map(({ args }) => [
      Number(args.index),
      codedRevert(args.reason),
    ]),
  )
  const opened = [...openedIn(mined)]
  return Array.from({ length: count }, (_, index) => {
    const error = failures.get(index)
    return error ? { error } : { deal: opened.shift()! }
  })
}
