import { startTestChain, type TestChain } from '@sonm/chain/testing'
import { systemClock } from '@sonm/common'
import { marketAbi, snmAbi } from '@sonm/contracts'
import {
  type Amendment,
  type Deal,
  fromHex,
  type Hex,
  type Order,
  packBenchmarks,
  packDeal,
  type Signer,
  signAmendment,
  signerFromPrivateKey,
  signOrder,
  unpackDeal,
  unpackMoney,
} from '@sonm/model'
import { encodeFunctionData, type Log, parseEventLogs } from 'viem'
import { alone, beside, type Figure, type Measured } from './figure.ts'
import type { FigureName } from './names.ts'
import { sampleAsk } from './sample-ask.ts'

const SNM = 10n ** 18n
const BATCH = 20
const GAS_LIMIT = '0x1c9c380'
const [hub, buyer, master] = ['11', '22', '33'].map((byte) =>
  signerFromPrivateKey(fromHex(`0x${byte.repeat(32)}`)),
) as [Signer, Signer, Signer]

/**
 * What the same cost with the contracts of 2017 to 2020, as measured on their code; where there is a range, its cheaper end
 * (a change that both sides had to file was the dearer one of its range).
 * An order was a transaction then: `take` and `openDeal` stand beside two of them and the opening.
 */
const ORIGINAL: Partial<Record<FigureName, number>> = {
  'gas.take': 1_241_000,
  'gas.openDeal': 1_241_000,
  'gas.openDeal.batch20': 1_241_000,
  'gas.bill': 109_000,
  'gas.bill.batch20': 109_000,
  'gas.close': 91_000,
  'gas.amend': 147_000,
  'gas.amend.both': 350_000,
  'gas.cancel': 45_000,
  'gas.life': 1_360_000,
}

/** What operations use: each is a transaction that a real EVM chain has mined, in the steady state and with full benchmarks. */
export async function* measure(): AsyncIterable<Measured> {
  const world = await startTestChain({ clock: systemClock })
  try {
    const market = await Town.open(world)
    // Nonce words, balances and the count of deals are not zero from here on.
    await market.openDeal(0n)

    const { gas: take, deal: first } = await market.take(1n, 0n)
    yield figure('gas.take', take)
    yield figure('gas.openDeal', await market.openDeal(2n))
    yield figure('gas.openDeal.batch20', (await market.openBatch(100n)) / BATCH)

    await world.advance(600n)
    const billed = await market.bill(first)
    yield figure('gas.bill', billed.gas)
    yield figure('gas.bill.batch20', (await market.billOpened()) / BATCH)
    await world.advance(600n)
    const close = await market.close(billed.deal)
    yield figure('gas.close', close)
    yield figure('gas.amend', await market.amend(3n))
    yield figure('gas.amend.both', await market.amendByBoth(5n))

    yield figure('gas.cancel', await market.gasOf(hub, 'cancel', [[50n]]))
    const life = await market.take(4n, 0n)
    await world.advance(600n)
    yield figure('gas.life', life.gas + (await market.close(life.deal)))
    await market.gasOf(hub, 'cancelAll', [])
    yield figure('gas.cancelAll', await market.gasOf(hub, 'cancelAll', []))
    yield figure('gas.deposit', await market.gasOf(buyer, 'deposit', [buyer.address, SNM]))
    yield figure('gas.withdraw', await market.gasOf(buyer, 'withdraw', [SNM]))
  } finally {
    await world.stop()
  }
}

/** Figures of gas are exact: they are not rounded as those of time are. */
function figure(name: FigureName, gas: number): Figure {
  const bare = { name, value: gas, unit: 'gas', better: 'lower', n: 1 } as const
  const original = ORIGINAL[name]
  const measured = original === undefined ? alone(bare) : beside(bare, 'SONM 2017-2020', original)
  return { ...measured, value: Math.round(gas) }
}

/** Every bit of a lane that can be: calldata is priced by its bytes that are not zero. */
const FULL_LANES = Array<bigint>(16).fill(0x0123456789abcdefn)

/** A hub, its master and a buyer on a market, who send what they send as plain transactions. */
class Town {
  readonly #world: TestChain
  readonly #opened: Deal[] = []

  private constructor(world: TestChain) {
    this.#world = world
  }

  static async open(world: TestChain): Promise<Town> {
    const town = new Town(world)
    for (const { address } of [hub, buyer, master]) {
      await world.anvil.request('anvil_setBalance', address, '0x56bc75e2d63100000')
      await world.anvil.request('anvil_impersonateAccount', address)
      await world.clientFor(world.deployer).transferSnm(address, 1000n * SNM)
    }
    await world.clientFor(hub).announceMaster(master.address)
    await world.clientFor(master).confirmHub(hub.address)
    const approve = { abi: snmAbi, functionName: 'approve', args: [world.contracts.market, 2n ** 256n - 1n] } as const
    for (const each of [hub, buyer, master]) {
      await town.#send(each, world.contracts.snm, encodeFunctionData(approve))
      await town.gasOf(each, 'deposit', [each.address, 500n * SNM])
    }
    return town
  }

  async gasOf(sender: Signer, functionName: string, args: readonly unknown[]): Promise<number> {
    return (await this.#call(sender, functionName, args)).gas
  }

  async take(nonce: bigint, durationSeconds: bigint) {
    const { struct, signature } = await this.#ask(nonce, durationSeconds)
    const { gas, logs } = await this.#call(buyer, 'take', [struct, Number(durationSeconds), 0n, signature])
    return { gas, deal: dealsIn(logs)[0]! }
  }

  async openDeal(nonce: bigint): Promise<number> {
    const { ask, bid, askSignature, bidSignature } = await this.#pair(nonce)
    return this.gasOf(buyer, 'openDeal', [ask, bid, askSignature, bidSignature])
  }

  async openBatch(firstNonce: bigint): Promise<number> {
    const pairs = await Promise.all(Array.from({ length: BATCH }, (_, at) => this.#pair(firstNonce + BigInt(at))))
    const { gas, logs } = await this.#call(hub, 'openDealBatch', [pairs, BigInt(BATCH)])
    this.#opened.push(...dealsIn(logs))
    return gas
  }

  async bill(deal: Deal) {
    const { gas, logs } = await this.#call(hub, 'bill', [packDeal(deal)])
    const [billed] = parseEventLogs({ abi: marketAbi, logs: [...logs], eventName: 'DealBilled' })
    return { gas, deal: { ...deal, ...unpackMoney(billed!.args.money) } }
  }

  billOpened(): Promise<number> {
    return this.gasOf(hub, 'billBatch', [this.#opened.map(packDeal)])
  }

  close(deal: Deal): Promise<number> {
    return this.gasOf(buyer, 'close', [packDeal(deal)])
  }

  /** The hub gives a lower price, and sends it. */
  async amend(nonce: bigint): Promise<number> {
    const { deal, amendment } = await this.#amendment(nonce)
    const lower = { ...amendment, pricePerSecond: deal.pricePerSecond - 1n }
    return this.#amendOf(lower, deal, '0x')
  }

  /** Both sides give: the buyer a higher price, which he has signed, and the hub, who sends it, more time. */
  async amendByBoth(nonce: bigint): Promise<number> {
    const { deal, amendment } = await this.#amendment(nonce)
    const dearer = { ...amendment, pricePerSecond: deal.pricePerSecond + 1n, durationSeconds: 2n * 86_400n }
    return this.#amendOf(dearer, deal, await signAmendment(this.#domain, buyer, dearer))
  }

  /** A deal of a day, and an amendment that leaves it as it is. */
  async #amendment(nonce: bigint): Promise<{ deal: Deal; amendment: Amendment }> {
    const { deal } = await this.take(nonce, 86_400n)
    await this.#world.advance(600n)
    const { timestampSeconds } = await this.#world.clientFor(hub).latest()
    const { pricePerSecond, durationSeconds } = deal
    const expiresAtSeconds = timestampSeconds + 600n
    return { deal, amendment: { dealId: deal.id, sequence: 0, pricePerSecond, durationSeconds, expiresAtSeconds } }
  }

  #amendOf(amendment: Amendment, deal: Deal, buyerSignature: Hex): Promise<number> {
    const { expiresAtSeconds: expiresAt, durationSeconds, ...same } = amendment
    const struct = { ...same, durationSeconds: Number(durationSeconds), expiresAt }
    return this.gasOf(hub, 'amend', [struct, packDeal(deal), buyerSignature, '0x'])
  }

  get #domain() {
    return { chainId: this.#world.anvil.chainId, market: this.#world.contracts.market }
  }

  #ask(nonce: bigint, durationSeconds = 0n) {
    return this.#sign(hub, { ...sampleAsk(hub.address, nonce).order, benchmarks: FULL_LANES, durationSeconds })
  }

  async #pair(nonce: bigint) {
    const ask = await this.#ask(nonce)
    const terms = { ...sampleAsk(buyer.address, nonce).order, benchmarks: FULL_LANES }
    const bid = await this.#sign(buyer, { ...terms, side: 'bid' })
    return { ask: ask.struct, bid: bid.struct, askSignature: ask.signature, bidSignature: bid.signature }
  }

  async #sign(signer: Signer, order: Order) {
    const { details } = sampleAsk(signer.address, 0n)
    const { signature } = await signOrder(this.#domain, signer, order, details)
    const { side, denomination, expiresAtSeconds: expiresAt, durationSeconds, benchmarks, ...same } = order
    const struct = {
      ...same,
      side: side === 'ask' ? 0 : 1,
      denomination: denomination === 'SNM' ? 0 : 1,
      expiresAt,
      durationSeconds: Number(durationSeconds),
      benchmarks: packBenchmarks(benchmarks),
    }
    return { struct, signature }
  }

  #call(sender: Signer, functionName: string, args: readonly unknown[]) {
    const data = encodeFunctionData({ abi: marketAbi, functionName, args } as never)
    return this.#send(sender, this.#world.contracts.market, data)
  }

  async #send(sender: Signer, to: Hex, data: Hex): Promise<{ gas: number; logs: readonly Log[] }> {
    const { anvil } = this.#world
    const transaction = { from: sender.address, to, data, gas: GAS_LIMIT }
    const txHash = await anvil.request<Hex>('eth_sendTransaction', transaction)
    let receipt: Receipt | null = null
    // It is mined at once, and may be a moment later than it is answered.
    while (receipt === null) receipt = await anvil.request<Receipt | null>('eth_getTransactionReceipt', txHash)
    if (receipt.status !== '0x1') throw new Error(`the transaction ${txHash} failed`)
    return { gas: Number(receipt.gasUsed), logs: receipt.logs }
  }
}

interface Receipt {
  readonly status: Hex
  readonly gasUsed: Hex
  readonly logs: readonly Log[]
}

function dealsIn(logs: readonly Log[]): readonly Deal[] {
  return parseEventLogs({ abi: marketAbi, logs: [...logs], eventName: 'DealOpened' }).map(({ args }) =>
    unpackDeal(args.deal),
  )
}
