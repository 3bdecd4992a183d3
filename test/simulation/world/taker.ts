import { messageOf, type Random } from '@sonm/common'
import { type Address, ANY_ASK, type SignedOrder } from '@sonm/model'
import type { Witness } from '../witness.ts'
import { closeAllOf } from './close-deals.ts'
import { keyOf } from './keys.ts'
import { randomOf, type TakerScenario } from './scenario.ts'
import type { World } from './world.ts'

/** Takes asks straight from the marketplace's list, as the contract lets anybody do. */
export class Taker {
  readonly #world: World
  readonly #witness: Witness
  readonly #name: string
  readonly #account: Address
  readonly #random: Random

  constructor(world: World, witness: Witness, scenario: TakerScenario, index: number) {
    this.#world = world
    this.#witness = witness
    this.#name = `taker-${index}`
    this.#account = keyOf(this.#name).address
    this.#random = randomOf(world.scenario.seed, this.#name)
    world.clock.after(scenario.atMs, () => this.#look(scenario))
  }

  /** Closes what he has, and whatever opens late. */
  leave(): void {
    closeAllOf(this.#world, this.#account)
  }

  #look({ delayMs, twice, holdsForMs }: TakerScenario): void {
    const offers = this.#world.marketplace.instance?.search(ANY_ASK, 10).offers ?? []
    const ask = offers[this.#random.integer(offers.length)]?.live.signed
    if (!ask) return
    for (let time = 0; time < (twice ? 2 : 1); time++) void this.#take(ask, delayMs * (time + 1), holdsForMs)
  }

  async #take(ask: SignedOrder, delayMs: number, holdsForMs: number): Promise<void> {
    const { chain, clock } = this.#world
    this.#witness.log(`${this.#name}: takes the ask of price ${ask.order.pricePerSecond} in ${delayMs / 1000} s`)
    try {
      const take = chain.submit(this.#account, 'take', delayMs, (model, context) => model.take(context, ask, 0n))
      await take.mined
      clock.after(holdsForMs, () => closeAllOf(this.#world, this.#account))
    } catch (error) {
      this.#witness.log(`${this.#name}: gets nothing: ${messageOf(error)}`)
    }
  }
}
