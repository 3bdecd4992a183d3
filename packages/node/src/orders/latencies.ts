import { type CancelTimer, type Clock, ExpiringCache } from '@sonm/common'
import type { Address } from '@sonm/model'

/** The round trip to a hub in microseconds; undefined: it was not reached. */
export type MeasureLatency = (hub: Address) => Promise<number | undefined>

const REMEMBERED_MS = 600_000
const MAX_REMEMBERED = 10_000
/** A hub that has not answered by then is too far for anybody who asks. */
const TIMEOUT_MS = 5_000
/** More at once would measure their own crowd. */
const AT_ONCE = 16

/** How far hubs are, measured when somebody asks and kept for ten minutes. */
export class Latencies {
  readonly #measure: MeasureLatency
  readonly #clock: Clock
  readonly #known: ExpiringCache<Address, { readonly micros: number | undefined }>

  constructor({ measure, clock }: { measure: MeasureLatency; clock: Clock }) {
    this.#measure = measure
    this.#clock = clock
    this.#known = new ExpiringCache({ clock, maxEntries: MAX_REMEMBERED })
  }

  /** Measures the hubs that are not known yet. */
  async of(hubs: readonly Address[]): Promise<ReadonlyMap<Address, number | undefined>> {
    const found = new Map<Address, number | undefined>()
    const waiting: Address[] = []
    for (const hub of new Set(hubs)) {
      const known = this.#known.get(hub)
      if (known) found.set(hub, known.micros)
      else waiting.push(hub)
    }
    const work = async () => {
      for (let hub = waiting.shift(); hub !== undefined; hub = waiting.shift()) {
        const micros = await this.#inTime(hub)
        this.#known.set(hub, { micros }, REMEMBERED_MS)
        found.set(hub, micros)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return found
  }

  async #inTime(hub: Address): Promise<number | undefined> {
    let cancel: CancelTimer = () => {}
    const tooLate = new Promise<undefined>((resolve) => {
      cancel = this.#clock.after(TIMEOUT_MS, () => resolve(undefined))
    })
    const measured = this.#measure(hub).catch(() => undefined)
    return await Promise.race([measured, tooLate]).finally(cancel)
  }
}
