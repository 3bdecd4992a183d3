import type { ChainClient, Receipt, Settlement } from '@sonm/chain'
import { type Random, sleep } from '@sonm/common'
import { type Address, type Deal, fail, type MarketModel, type SignedOrder, type TransactionContext } from '@sonm/model'
import { type Life, never } from '../life/life.ts'
import type { Mined, SimChain } from './sim-chain.ts'

/** What goes wrong between an account and its chain; probabilities from 0 to 1. */
export interface ChainFaults {
  /** A request is not answered; nothing was sent. */
  unreachable: number
  /** A request takes up to `slowMs`. */
  slow: number
  slowMs: number
  /** A transaction waits for longer than anybody waits for it. */
  stuck: number
  /** Nothing is answered at all until then. */
  downUntilMs: number
}

const RECEIPT_POLL_MS = 250
const RECEIPT_TIMEOUT_MS = 120_000
const STUCK_MS = 130_000

/** What daemons ask of a chain. */
export type SimClient = ChainClient & Pick<Settlement, 'openDeal'>

/** The chain as one account sees it during one life of its daemon. */
export function simClient(options: {
  readonly chain: SimChain
  readonly account: Address
  readonly life: Life
  readonly random: Random
  readonly faults: ChainFaults
}): SimClient {
  const { chain, account, life, random, faults } = options
  const { clock } = life
  const unreachable = () => fail('CHAIN_UNREACHABLE', { url: 'the simulated chain', reason: 'it is not there' })
  const isDown = () => faults.downUntilMs > clock.nowMs()

  /** One request to the endpoint. */
  const ask = async <Result>(answer: () => Result): Promise<Result> => {
    if (!life.effect()) return never()
    if (faults.slow > 0 && random.fraction() < faults.slow) await sleep(clock, random.integer(faults.slowMs) + 1)
    if (isDown() || (faults.unreachable > 0 && random.fraction() < faults.unreachable)) throw unreachable()
    return answer()
  }

  /** As the real client: tried out, handed over, waited for. */
  const send = async (
    what: string,
    run: (model: MarketModel, context: TransactionContext) => unknown,
  ): Promise<Mined> => {
    await ask(() => chain.tryOut(account, run))
    const delayMs = random.fraction() < faults.stuck ? STUCK_MS : random.integer(2_000)
    if (!life.effect()) return never()
    const { txHash, mined } = chain.submit(account, what, delayMs, run)
    let known = false
    const settled = () => {
      known = true
    }
    mined.then(settled, settled)
    const deadlineMs = clock.nowMs() + RECEIPT_TIMEOUT_MS
    while (!known || isDown()) {
      if (clock.nowMs() >= deadlineMs) throw fail('TRANSACTION_PENDING', { txHash })
      await sleep(clock, RECEIPT_POLL_MS)
    }
    return life.guard(mined)
  }
  const write = async (
    what: string,
    run: (model: MarketModel, context: TransactionContext) => void,
  ): Promise<Receipt> => (await send(what, run)).receipt
  const unsupported = (): never => {
    throw new Error('no role asks for this in the simulation')
  }

  return {
    chainId: chain.model.domain.chainId,
    market: chain.model.domain.market,
    account,
    latest: () => ask(() => chain.latest()),
    balances: (of) => ask(() => ({ ethWei: 10n ** 18n, ...chain.model.balances(of) })),
    masterOf: (hub) => ask(() => chain.model.masterOf(hub)),
    epochOf: (author) => ask(() => chain.model.epochOf(author)),
    isNonceUsed: (author, nonce) => ask(() => chain.model.isNonceUsed(author, nonce)),
    events: (fromBlock, toBlock) => ask(() => chain.events(fromBlock, toBlock)),
    readBlocks: (fromBlock, toBlock) => ask(() => chain.readBlocks(fromBlock, toBlock)),
    blockHash: (number) => ask(() => chain.blockHash(number)),
    deposit: (wei) => write('deposit', (model, context) => model.deposit(context, wei)),
    withdraw: (wei) => write('withdraw', (model, context) => model.withdraw(context, wei)),
    async take(ask: SignedOrder, durationSeconds) {
      const { receipt, result } = await send('take', (model, context) => model.take(context, ask, durationSeconds))
      return { ...receipt, deal: result as Deal }
    },
    async openDeal({ ask, bid }) {
      const { receipt, result } = await send('openDeal', (model, context) => model.openDeal(context, ask, bid))
      return { ...receipt, deal: result as Deal }
    },
    bill: (deals) => write('bill', (model, context) => void model.billBatch(context, deals)),
    async close(deal) {
      const { receipt, result } = await send('close', (model, context) => model.close(context, deal))
      return { ...receipt, ...(result as { paidWei: bigint; returnedWei: bigint }) }
    },
    cancel: (nonces) => write('cancel', (model, context) => model.cancel(context, nonces)),
    cancelAll: () => write('cancelAll', (model, context) => model.cancelAll(context)),
    announceMaster: unsupported,
    confirmHub: unsupported,
    transferSnm: unsupported,
    transferEth: unsupported,
    requestFaucet: unsupported,
  }
}
