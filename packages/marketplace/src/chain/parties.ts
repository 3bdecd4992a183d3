import { BoundedMap, type Clock, isCoded, type Logger, Loop, type Random, type Startable } from '@sonm/common'
import { type Address, IDENTITY_LEVELS, type Side } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'

/** Who stands behind the author of an order, and which level he has proved. */
export interface Party {
  /** Of a hub that somebody has confirmed; a buyer stands for himself. */
  readonly master: Address | undefined
  readonly identity: number
}

export interface PartiesOptions {
  readonly masterOf: (hub: Address) => Promise<Address | undefined>
  /** From 1, anonymous, to 4; undefined: nobody has proved anything on this network. */
  readonly levelOf: ((account: Address) => Promise<number>) | undefined
  /** Whether orders of this author are live: nobody else is asked for again. */
  readonly isUsed: (side: Side, author: Address) => boolean
  /** Told when something else is known of an author than before. */
  readonly onChange: (side: Side, author: Address, party: Party) => void
  readonly limits: Pick<MarketplaceLimits, 'accountsKept' | 'partiesPerRound' | 'partyKeptMs'>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

interface Author {
  readonly side: Side
  readonly address: Address
}

interface Known extends Author {
  readonly party: Party
  readonly askedAtMs: number
}

/** Of whom nothing is known, nothing is presumed. */
const NOBODY: Party = { master: undefined, identity: IDENTITY_LEVELS.anonymous }
/** Between rounds of those who are asked for again. */
const REFRESH_PAUSE_MS = 1_000

/**
 * The authors of live orders as the chain knows them. They are asked for aside, so that neither an order nor a search waits for the chain,
 * and again from time to time: a level expires without an event of the market.
 */
export class Parties implements Startable {
  readonly #options: PartiesOptions
  readonly #loop: Loop
  /** Whoever was asked for longest ago comes first. */
  readonly #known: BoundedMap<string, Known>
  readonly #wanted = new Map<string, Author>()
  readonly #asking = new Map<string, Promise<Party>>()

  constructor(options: PartiesOptions) {
    this.#options = options
    this.#known = new BoundedMap(options.limits.accountsKept)
    const pauses = { retryFirstMs: 1_000, retryLongestMs: 60_000 }
    this.#loop = new Loop({ ...options, ...pauses, name: 'parties', step: () => this.#round() })
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  /** What is known; undefined: nothing yet, and it is asked for. */
  of(side: Side, address: Address): Party | undefined {
    const key = keyOf(side, address)
    const known = this.#known.get(key)
    if (!known && !this.#wanted.has(key) && this.#wanted.size < this.#options.limits.accountsKept) {
      this.#wanted.set(key, { side, address })
      this.#loop.wake()
    }
    return known?.party
  }

  /** The level that a buyer has proved, as far as is known. */
  identityOf(buyer: Address): number {
    return (this.of('bid', buyer) ?? NOBODY).identity
  }

  /** The same, after the chain was asked where that is not yet known; when it does not answer, or is asked for many, he is anonymous. */
  async learnIdentity(buyer: Address): Promise<number> {
    const key = keyOf('bid', buyer)
    const known = this.#known.get(key)
    if (known) return known.party.identity
    if (!this.#asking.has(key) && this.#asking.size >= this.#options.limits.partiesPerRound) return NOBODY.identity
    return (await this.#ask({ side: 'bid', address: buyer }).catch(() => NOBODY)).identity
  }

  /** New authors first, then those of whom the answer has become old. @returns when to go on */
  async #round(): Promise<number | undefined> {
    const { limits, clock, isUsed } = this.#options
    const nowMs = clock.monotonicMs()
    const due: Author[] = [...this.#wanted.values()].slice(0, limits.partiesPerRound)
    for (const [key, known] of this.#known) {
      if (due.length >= limits.partiesPerRound || known.askedAtMs + limits.partyKeptMs > nowMs) break
      if (isUsed(known.side, known.address)) due.push(known)
      else this.#known.delete(key)
    }
    const answers = await Promise.allSettled(due.map((author) => this.#ask(author)))
    const failed = answers.find((answer) => answer.status === 'rejected')
    if (failed) throw failed.reason
    if (this.#wanted.size > 0) return 0
    const [oldest] = this.#known.values()
    return oldest && Math.max(REFRESH_PAUSE_MS, oldest.askedAtMs + limits.partyKeptMs - clock.monotonicMs())
  }

  /** One question at a time about an author. */
  #ask(author: Author): Promise<Party> {
    const key = keyOf(author.side, author.address)
    const running = this.#asking.get(key)
    if (running) return running
    const asking = this.#read(author)
      .then((party) => {
        this.#learn(author, party)
        return party
      })
      .finally(() => this.#asking.delete(key))
    this.#asking.set(key, asking)
    return asking
  }

  async #read({ side, address }: Author): Promise<Party> {
    const master = side === 'ask' ? await this.#options.masterOf(address) : undefined
    const account = side === 'ask' ? master : address
    return { master, identity: account === undefined ? NOBODY.identity : await this.#levelOf(account) }
  }

  async #levelOf(account: Address): Promise<number> {
    try {
      return Math.max(NOBODY.identity, (await this.#options.levelOf?.(account)) ?? NOBODY.identity)
    } catch (error) {
      if (isCoded(error, 'NETWORK_PART_MISSING')) return NOBODY.identity
      throw error
    }
  }

  #learn({ side, address }: Author, party: Party): void {
    const { clock, onChange } = this.#options
    const key = keyOf(side, address)
    const before = this.#known.get(key)?.party ?? NOBODY
    this.#wanted.delete(key)
    this.#known.set(key, { side, address, party, askedAtMs: clock.monotonicMs() })
    if (before.master !== party.master || before.identity !== party.identity) onChange(side, address, party)
  }
}

function keyOf(side: Side, address: Address): string {
  return `${side} ${address}`
}
