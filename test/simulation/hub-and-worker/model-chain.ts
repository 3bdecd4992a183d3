import type { Balances, ChainClient, MarketEvent, Receipt } from '@sonm/chain'
import type { Clock } from '@sonm/common'
import { type Address, fail, type Hex, MarketModel, type TransactionContext } from '@sonm/model'

const hashOf = (kind: number, number: bigint): Hex => `0x${kind}${number.toString(16).padStart(63, '0')}`

/** The Market as a chain of blocks over the reference model: each transaction is a block of its own, mined at once. */
export class ModelChain {
  readonly model: MarketModel
  readonly #clock: Clock
  readonly #timestamps: bigint[] = []
  readonly #events: MarketEvent[] = []
  /** Every call fails while it is set. */
  down = false

  constructor(clock: Clock, market: Address) {
    this.#clock = clock
    this.model = new MarketModel({ chainId: 31_337, market })
    this.#timestamps.push(this.#now())
  }

  clientOf(account: Address): ChainClient {
    const thisModel = this.model
    const context = (): TransactionContext => ({ sender: account, nowSeconds: this.#now() })
    const read = async <Result>(look: () => Result): Promise<Result> => {
      this.#checkUp()
      return look()
    }
    const send = async <Result>(
      act: (context: TransactionContext) => Result,
    ): Promise<Receipt & { result: Result }> => {
      this.#checkUp()
      const before = this.model.events.length
      const result = act(context())
      return { ...this.#mine(before), result }
    }
    return {
      chainId: this.model.domain.chainId,
      market: this.model.domain.market,
      account,
      latest: () => read(() => this.#latest()),
      balances: (of) => read((): Balances => ({ ethWei: 10n ** 18n, ...this.model.balances(of) })),
      masterOf: (hub) => read(() => this.model.masterOf(hub)),
      epochOf: (author) => read(() => this.model.epochOf(author)),
      isNonceUsed: (author, nonce) => read(() => this.model.isNonceUsed(author, nonce)),
      events: (from, to) =>
        read(() => this.#events.filter(({ blockNumber }) => blockNumber >= from && blockNumber <= to)),
      readBlocks: (fromBlock, toBlock) =>
        read(() => {
          const events = this.#events.filter(({ blockNumber }) => blockNumber >= fromBlock && blockNumber <= toBlock)
          return { fromBlock, toBlock, parentHash: hashOf(1, fromBlock - 1n), hash: hashOf(1, toBlock), events }
        }),
      blockHash: (number) =>
        read(() => (this.#timestamps[Number(number)] === undefined ? undefined : hashOf(1, number))),
      deposit: (wei) => send((by) => this.model.deposit(by, wei)),
      withdraw: (wei) => send((by) => this.model.withdraw(by, wei)),
      async take(ask, durationSeconds) {
        const receipt = await send((by) => thisModel.take(by, ask, durationSeconds))
        return { ...receipt, deal: receipt.result }
      },
      bill: (deals) => send((by) => this.model.billBatch(by, deals)),
      async close(deal) {
        const receipt = await send((by) => thisModel.close(by, deal))
        return { ...receipt, ...receipt.result }
      },
      cancel: (nonces) => send((by) => this.model.cancel(by, nonces)),
      cancelAll: () => send((by) => this.model.cancelAll(by)),
      announceMaster: (master) => send((by) => this.model.announceMaster(by, master)),
      confirmHub: (hub) => send((by) => this.model.confirmHub(by, hub)),
      transferSnm: (to, wei) => send((by) => this.model.transfer(by, to, wei)),
      transferEth: () => send(() => {}),
      requestFaucet: () => send((by) => this.model.mint(by.sender, 10n ** 21n)),
    }
  }

  #mine(eventsBefore: number): Receipt {
    const blockNumber = BigInt(this.#timestamps.length)
    const timestampSeconds = this.#now()
    this.#timestamps.push(timestampSeconds)
    const place = { blockNumber, blockHash: hashOf(1, blockNumber), txHash: hashOf(2, blockNumber), timestampSeconds }
    const fresh = this.model.events.slice(eventsBefore)
    this.#events.push(...fresh.map((event, logIndex) => ({ ...event, ...place, logIndex })))
    return { txHash: place.txHash, blockNumber, timestampSeconds, gasUsed: 50_000n, feeWei: 1n }
  }

  #latest() {
    const number = BigInt(this.#timestamps.length - 1)
    return { number, hash: hashOf(1, number), timestampSeconds: this.#timestamps.at(-1)! }
  }

  #now(): bigint {
    return BigInt(Math.floor(this.#clock.nowMs() / 1000))
  }

  #checkUp(): void {
    if (this.down) throw fail('CHAIN_UNREACHABLE', { url: 'model', reason: 'it is down' })
  }
}
