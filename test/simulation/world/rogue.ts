import { createHash } from 'node:crypto'
import { type Client, createClient } from '@connectrpc/connect'
import { messageOf, type Random, sleep } from '@sonm/common'
import { type Address, ANY_ASK, type Deal, type SignedOrder, type TaskSpec, toHex } from '@sonm/model'
import type { Network } from '@sonm/network'
import { HubService, taskSpecToMessage } from '@sonm/protocol'
import { firmAskOf } from '../ask-of-hub.ts'
import type { Witness } from '../witness.ts'
import type { OrderedTask } from './buyer.ts'
import { closeAllOf, closeOnce } from './close-deals.ts'
import { keyOf } from './keys.ts'
import { type RogueScenario, randomOf, type TaskScenario } from './scenario.ts'
import type { World } from './world.ts'

const TRIES = 5
const RETRY_MS = 5_000
/** After his closing: at once, around the hub's reading it, and when the slice may have been sold again. */
const LATE_MS = [0, 1_000, 5_000, 30_000, 60_000]
const TASK: TaskScenario = {
  runMs: 150_000,
  exitCode: 0,
  text: '',
  hasOutput: false,
  inputBytes: 0,
  memoryShare: 0.25,
  stopAfterMs: undefined,
  watched: false,
}
const SPEC: TaskSpec = {
  workload: { kind: 'noop', noop: { runMs: TASK.runMs, exitCode: 0 } },
  inputs: [],
  outputs: [],
  limits: { memoryBytes: 2 ** 29, cpuHundredths: 25, diskBytes: 2 ** 20 },
  tag: '',
}

/** A buyer without a node, who asks hubs for what he has no right to, and says of nothing that he is done with it. */
export class Rogue {
  readonly ordered: OrderedTask[] = []
  readonly #world: World
  readonly #witness: Witness
  readonly #name: string
  readonly #random: Random
  readonly #network: Network
  readonly #scenario: RogueScenario
  #left = false

  constructor(world: World, witness: Witness, scenario: RogueScenario, index: number) {
    this.#world = world
    this.#witness = witness
    this.#name = `rogue-${index}`
    this.#random = randomOf(world.scenario.seed, this.#name)
    this.#network = world.net.join(this.#account)
    this.#scenario = scenario
    world.clock.after(scenario.atMs, () => void this.#live())
  }

  get #account(): Address {
    return keyOf(this.#name).address
  }

  /** Closes what he has, and whatever opens late. */
  leave(): void {
    this.#left = true
    closeAllOf(this.#world, this.#account)
  }

  async #live(): Promise<void> {
    const { takes, holdsForMs } = this.#scenario
    for (let at = 0; at < TRIES && !this.#left; at++) {
      const firm = await this.#attempt('propose', () => this.#propose())
      if (firm && takes) {
        const deal = await this.#attempt('take', () => this.#take(firm))
        if (deal) return this.#misuse(deal, holdsForMs)
      }
      await sleep(this.#world.clock, RETRY_MS)
    }
  }

  /** @returns a firm ask; undefined: nothing is on offer */
  async #propose(): Promise<SignedOrder | undefined> {
    const { marketplace, clock } = this.#world
    const offers = marketplace.instance?.search(ANY_ASK, 10).offers ?? []
    const offer = offers[this.#random.integer(offers.length)]?.live
    if (!offer) return undefined
    const { author, pricePerSecond } = offer.signed.order
    return await firmAskOf(this.#hub(author), {
      buyer: keyOf(this.#name).address,
      random: this.#random,
      supplier: author,
      askHash: offer.hash,
      pricePerSecond,
      durationSeconds: 0n,
      nowSeconds: BigInt(Math.floor(clock.nowMs() / 1000)),
    })
  }

  async #take(firm: SignedOrder): Promise<Deal> {
    const { chain } = this.#world
    const { mined } = chain.submit(this.#account, 'take', 0, (model, context) => model.take(context, firm, 0n))
    return (await mined).result as Deal
  }

  /** Has his task run, takes all his money out, closes twice, and goes on asking. */
  async #misuse(deal: Deal, holdsForMs: number): Promise<void> {
    const { chain, clock } = this.#world
    await this.#attempt('start a task', () => this.#start(deal))
    chain.submit(this.#account, 'withdraw', 0, (model, context) =>
      model.withdraw(context, model.balances(context.sender).freeWei),
    )
    await sleep(clock, holdsForMs)
    for (let time = 0; time < 2; time++) closeOnce(this.#world, deal)
    for (const delayMs of LATE_MS) {
      clock.after(delayMs, async () => {
        await this.#attempt('start a late task', () => this.#start(deal))
        await this.#attempt('store late input', () => this.#put(deal))
      })
    }
  }

  async #start({ id: dealId, hub, pricePerSecond }: Deal): Promise<void> {
    const taskId = toHex(this.#random.bytes(16)).slice(2)
    this.ordered.push({ taskId, dealId, pricePerSecond, wanted: TASK, accepted: false, stopped: false })
    await this.#hub(hub).startTask({ dealId, taskId, spec: taskSpecToMessage(SPEC) })
  }

  /** Half of an input, of which the rest never comes. */
  async #put({ id: dealId, hub }: Deal): Promise<void> {
    const input = this.#random.bytes(32)
    const sha256 = `0x${createHash('sha256').update(input).digest('hex')}`
    await this.#hub(hub).putBlob({ dealId, sha256, totalBytes: 32n, offset: 0n, data: input.subarray(0, 16) })
  }

  #hub(address: Address): Client<typeof HubService> {
    return createClient(HubService, this.#network.rpc(address))
  }

  async #attempt<Result>(what: string, action: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await action()
      this.#witness.log(`${this.#name}: could ${what}`)
      return result
    } catch (error) {
      this.#witness.log(`${this.#name}: cannot ${what}: ${messageOf(error)}`)
      return undefined
    }
  }
}
