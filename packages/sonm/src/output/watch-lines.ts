import { formatDealDuration, readDetails } from '@sonm/model'
import { type BookUpdate, type Offer, signedOrderFromMessage } from '@sonm/protocol'
import { wantedText } from './bid-plan.ts'
import { clockText } from './clock-text.ts'
import { machineText, shortAddress, shortHash } from './offers.ts'
import { priceNowText } from './prices.ts'
import { warningText } from './warnings.ts'

/** What a person reads of a book while it changes: a line for each order that came or went, and for each marketplace that was lost or is back. */
export class WatchLines {
  /** The orders that the reader believes to be there, as they were told. */
  readonly #shown = new Map<string, string>()
  /** Those of them that nobody can say anything of, for no marketplace answers. */
  readonly #unsure = new Set<string>()
  #silent: ReadonlySet<string> = new Set()
  #isEmptyTold = false
  readonly #warned = new Set<string>()

  /** @param at when it came, by the clock on the wall */
  linesOf({ entered, left, asked, silent, usdPerSnm, warnings }: BookUpdate, at: Date): readonly string[] {
    const time = clockText(at)
    const isDeaf = silent.length > 0 && silent.length === asked.length
    const lines = [...this.#standing(silent, isDeaf), ...this.#beware(warnings)]
    // Whoever was deaf has told the reader of nothing that went meanwhile.
    for (const hash of isDeaf ? left : []) this.#unsure.add(hash)
    for (const offer of entered) {
      const text = orderText(offer, usdPerSnm)
      if (!this.#unsure.delete(offer.orderHash)) lines.push(`+ ${text}`)
      this.#shown.set(offer.orderHash, text)
    }
    const gone = isDeaf ? [] : [...left, ...this.#unsure]
    for (const hash of gone) {
      lines.push(`- ${this.#shown.get(hash) ?? shortHash(hash)}`)
      this.#shown.delete(hash)
      this.#unsure.delete(hash)
    }
    const isEmpty = this.#shown.size === 0 && !isDeaf
    if (isEmpty && !this.#isEmptyTold) lines.push('  Nothing fits now; what comes is shown here.')
    this.#isEmptyTold = isEmpty
    return lines.map((line) => `${time} ${line}`)
  }

  /** What marketplaces were found at, each once. */
  #beware(warnings: BookUpdate['warnings']): string[] {
    const news = warnings.filter(({ marketplace, code }) => !this.#warned.has(`${marketplace} ${code}`))
    for (const { marketplace, code } of news) this.#warned.add(`${marketplace} ${code}`)
    return news.map((warning) => `! ${warningText(warning)}`)
  }

  /** Who does not answer any more, and who does again. */
  #standing(silent: readonly string[], isDeaf: boolean): string[] {
    const before = this.#silent
    this.#silent = new Set(silent)
    const lost = silent.filter((address) => !before.has(address))
    const back = [...before].filter((address) => !this.#silent.has(address))
    const lines = lost.map(
      (address) => `! the marketplace ${shortAddress(address)} does not answer; what it alone has is left out`,
    )
    if (isDeaf && lost.length > 0) lines.push('! no marketplace answers: what was shown may be gone. Waiting for one.')
    return [...lines, ...back.map((address) => `! the marketplace ${shortAddress(address)} answers again`)]
  }
}

function orderText({ order: message, orderHash, supplier }: Offer, usdPerSnm: string): string {
  const { order, details } = signedOrderFromMessage(message)
  const what = order.side === 'ask' ? machineText(readDetails(details).resources) : `wants ${wantedText(order)}`
  const who = order.side === 'ask' && supplier !== '' ? supplier : order.author
  return [
    priceNowText(order, usdPerSnm),
    what,
    ...(order.side === 'ask' ? [formatDealDuration(order.durationSeconds)] : []),
    shortAddress(who),
    shortHash(orderHash),
  ].join('  ')
}
