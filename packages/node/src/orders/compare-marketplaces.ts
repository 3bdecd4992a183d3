import { type Address, fail, type Hex, type Order, type SignedOrder } from '@sonm/model'

/** What a marketplace can be caught at. */
export type Lie =
  | 'MARKETPLACE_ALTERS'
  | 'MARKETPLACE_INVENTS'
  | 'MARKETPLACE_REPLAYS'
  | 'MARKETPLACE_MISREADS'
  | 'MARKETPLACE_REORDERS'
  | 'MARKETPLACE_HIDES'
  | 'MARKETPLACE_LACKS'

export interface Fault {
  readonly marketplace: Address
  readonly code: Lie
  /** A sentence. */
  readonly what: string
  /** By whose word on times; undefined: it is proved without. */
  readonly byWordOf?: Address
}

/** An offer as a marketplace has shown it, and what its signature says. */
export interface ShownOffer<Offer extends Checked = Checked> {
  /** As the marketplace calls it. */
  readonly orderHash: string
  readonly placedAtMs: bigint
  readonly signed: Offer | { readonly forged: string }
}

export interface Checked {
  readonly ask: SignedOrder
  readonly hash: Hex
}

/** What one marketplace has answered to the question that all were asked. */
export interface Answer<Offer extends Checked = Checked> {
  readonly marketplace: Address
  readonly offers: readonly ShownOffer<Offer>[]
  /** Where its list begins: at the start, or behind this offer; undefined: nobody knows any more. */
  readonly after: 'start' | Offer | undefined
  /** What it has shown in the same stream, and not taken back. */
  readonly told?: ReadonlySet<Hex>
  /** What it says of the rest: there is none, there is more to ask for, or it looked no further. */
  readonly rest: 'none' | 'more' | 'unsearched'
  /** Asks it the same again: what it shows now; undefined: it did not say. */
  readonly again?: (timeoutMs: number) => Promise<ReadonlySet<Hex> | undefined>
}

/** What the chain says of an order. */
export interface OrderTruth {
  /** The master of the hub; undefined: he never had one that counts; 'removed': no more; 'unknown': the chain did not say. */
  readonly master: Address | undefined | 'removed' | 'unknown'
  /** Of a hub that was removed: for how long, at least. */
  readonly removedForMs?: number
  /** For how long it has been taken, cancelled on chain or outdated; undefined: it is not, as far as is known. */
  readonly endedForMs: number | undefined
  /** The chain was asked for all of it: nobody is asked why he leaves out what may be over. */
  readonly isSure: boolean
}

export interface Question<Offer extends Checked = Checked> {
  /** What was asked for; undefined: one order by its hash, whichever side it is of. */
  readonly side: Order['side'] | undefined
  readonly nowMs: number
  readonly truthOf: (offer: Offer) => OrderTruth
  /** Below 0: the first must stand before the second; 0: they stand as they came. */
  readonly compare: (a: Offer, b: Offer) => number
  /** Whether it answers the question at all, by what it says of itself. */
  readonly fits: (offer: Offer) => boolean
  /** Whether it answers the question for nobody, by what its author has signed. */
  readonly isUnfit: (offer: Offer) => boolean
  /** Whether one who shows these may be unable to tell that the offer fits. */
  readonly mayMiss: (offer: Offer, shown: readonly Offer[], marketplace: Address) => boolean
  /** Whether every marketplace must put the first before the second, whatever it says of suppliers and whichever rate of the dollar it has. */
  readonly isSurelyBefore: (a: Offer, b: Offer) => boolean
  /** So long may a marketplace be behind the chain, or behind another marketplace. */
  readonly lagMs: number
  /** For how long a marketplace has had the author's cancel of this order; undefined: there is none, as far as is known. */
  readonly cancelledForMs: (marketplace: Address, offer: Offer) => number | undefined
}

/** An offer that one marketplace shows and another leaves out: it must say why. */
export interface Doubt<Offer extends Checked = Checked> {
  readonly marketplace: Address
  readonly offer: Offer
  readonly shownBy: Address
  /** By the one who shows it. */
  readonly placedAtMs: bigint
  /** It says that it has not looked through all: asked for this one alone, it has no excuse. */
  readonly isExcused: boolean
}

export interface Verdict<Offer extends Checked = Checked> {
  readonly faults: readonly Fault[]
  /** Hashes of well signed orders that are good for nothing: taken, cancelled, expired, or of no supplier. */
  readonly lies: ReadonlySet<Hex>
  /** Of these, what is over for so short a time that nobody is blamed. */
  readonly ending: ReadonlySet<Hex>
  readonly doubts: readonly Doubt<Offer>[]
}

/** So long after its removal a marketplace may go on with the asks of a hub: no event of the market tells it. */
const REMOVAL_SEEN_MS = 300_000
/** Two placed within this time of each other by one clock that was set meanwhile may stand either way. */
const CLOCK_STEP_MS = 2_000n

/** What can be told from the answers alone, and which questions they leave. */
export function compareMarketplaces<Offer extends Checked>(
  answers: readonly Answer<Offer>[],
  question: Question<Offer>,
): Verdict<Offer> {
  const faults: Fault[] = []
  const lies = new Set<Hex>()
  const ending = new Set<Hex>()
  const good = new Map<Address, readonly Seen<Offer>[]>()
  for (const answer of answers) {
    const { marketplace } = answer
    const blame = (code: Lie, reason: string) => faults.push(faultOf(marketplace, code, reason))
    const checked = checkedOf(answer, blame)
    for (const { offer } of checked) {
      const { isOver, lie } = judgeOrder(marketplace, offer, question)
      if (isOver) lies.add(offer.hash)
      if (lie) blame(...lie)
      else if (isOver) ending.add(offer.hash)
      // It fills a place of what fits, and who is full of such shows nothing else.
      else if (question.isUnfit(offer))
        blame('MARKETPLACE_REORDERS', `${shortHash(offer.hash)} does not answer the question`)
    }
    checkSort(checked, question, blame)
    checkPlace(answer.after, checked, question, blame)
    if (answer.offers.length === 0 && answer.rest === 'more') {
      blame('MARKETPLACE_HIDES', 'it says that more follows, and shows nothing')
    }
    good.set(
      marketplace,
      checked.filter(({ offer }) => !lies.has(offer.hash) && question.truthOf(offer).isSure && question.fits(offer)),
    )
  }
  return { faults: onePerKind(faults), lies, ending, doubts: doubtsOf(answers, good, question) }
}

export function faultOf(marketplace: Address, code: Lie, reason: string): Fault {
  return { marketplace, code, what: fail(code, { marketplace, reason }).what }
}

type Blame = (code: Lie, reason: string) => void

interface Seen<Offer> {
  readonly offer: Offer
  readonly placedAtMs: bigint
}

/** Those that their authors have signed, each once. */
function checkedOf<Offer extends Checked>({ offers, told }: Answer<Offer>, blame: Blame): readonly Seen<Offer>[] {
  const seen = new Map<Hex, Seen<Offer>>()
  for (const { signed, orderHash, placedAtMs } of offers) {
    if ('forged' in signed) blame('MARKETPLACE_ALTERS', `${shortHash(orderHash)}: ${signed.forged}`)
    else if (seen.has(signed.hash) || told?.has(signed.hash))
      blame('MARKETPLACE_REPLAYS', `${shortHash(signed.hash)} stands twice in one answer`)
    else {
      if (signed.hash !== orderHash)
        blame('MARKETPLACE_ALTERS', `${shortHash(signed.hash)} is shown under another hash`)
      seen.set(signed.hash, { offer: signed, placedAtMs })
    }
  }
  return [...seen.values()]
}

/** An order by itself, as it is now. */
export function judgeOrder<Offer extends Checked>(
  marketplace: Address,
  offer: Offer,
  question: Pick<Question<Offer>, 'side' | 'nowMs' | 'lagMs' | 'truthOf' | 'cancelledForMs'>,
): { readonly isOver: boolean; readonly lie?: readonly [Lie, string] } {
  const { order } = offer.ask
  const { side, nowMs, lagMs, truthOf, cancelledForMs } = question
  const name = shortHash(offer.hash)
  if (side !== undefined && order.side !== side) {
    return { isOver: true, lie: ['MARKETPLACE_ALTERS', `${name} is of side ${order.side}, shown as of side ${side}`] }
  }
  const expiredForMs = nowMs - (Number(order.expiresAtSeconds) + 1) * 1000
  if (expiredForMs >= lagMs) return { isOver: true, lie: ['MARKETPLACE_REPLAYS', `${name} has expired`] }
  const { master, endedForMs, removedForMs = 0 } = truthOf(offer)
  if (master === undefined && order.side === 'ask') {
    return {
      isOver: true,
      lie: ['MARKETPLACE_INVENTS', `${name} is signed by ${order.author}, whom no master has confirmed`],
    }
  }
  if (endedForMs !== undefined && endedForMs >= lagMs) {
    return { isOver: true, lie: ['MARKETPLACE_REPLAYS', `${name} is over on the chain`] }
  }
  const cancelled = cancelledForMs(marketplace, offer)
  if (cancelled !== undefined && cancelled >= lagMs) {
    return { isOver: true, lie: ['MARKETPLACE_REPLAYS', `${name} was cancelled by its author, and it has the cancel`] }
  }
  const isRemoved = master === 'removed' && order.side === 'ask'
  if (isRemoved && removedForMs >= lagMs + REMOVAL_SEEN_MS) {
    return { isOver: true, lie: ['MARKETPLACE_REPLAYS', `the hub of ${name} was removed by its master`] }
  }
  return { isOver: isRemoved || endedForMs !== undefined || expiredForMs >= 0 || cancelled !== undefined }
}

/** Each must not come before the one that stands before it. Prices in two currencies are compared by each one's own rate, so not here. */
function checkSort<Offer extends Checked>(
  offers: readonly Seen<Offer>[],
  { compare }: Question<Offer>,
  blame: Blame,
): void {
  for (const denomination of ['SNM', 'USD'] as const) {
    const ofOne = offers.filter(({ offer }) => offer.ask.order.denomination === denomination)
    const wrong = ofOne.slice(1).find(({ offer, placedAtMs }, at) => {
      const before = ofOne[at]!
      const difference = compare(before.offer, offer)
      return difference > 0 || (difference === 0 && before.placedAtMs > placedAtMs + CLOCK_STEP_MS)
    })
    if (wrong) blame('MARKETPLACE_REORDERS', `${shortHash(wrong.offer.hash)} stands behind a worse one`)
  }
}

/** Nothing on a page stands before the page before, or on it. */
function checkPlace<Offer extends Checked>(
  after: Answer<Offer>['after'],
  offers: readonly Seen<Offer>[],
  { isSurelyBefore }: Question<Offer>,
  blame: Blame,
): void {
  if (after === undefined || after === 'start') return
  const early = offers.find(({ offer }) => isSurelyBefore(offer, after))
  if (early) blame('MARKETPLACE_REORDERS', `${shortHash(early.offer.hash)} stands behind a worse one, on another page`)
  if (offers.some(({ offer }) => offer.hash === after.hash)) {
    blame('MARKETPLACE_REPLAYS', `${shortHash(after.hash)} stands on two pages`)
  }
}

/** What one shows and another should have shown too. */
function doubtsOf<Offer extends Checked>(
  answers: readonly Answer<Offer>[],
  good: ReadonlyMap<Address, readonly Seen<Offer>[]>,
  question: Question<Offer>,
): readonly Doubt<Offer>[] {
  return answers.flatMap((answer) => {
    const { marketplace, rest } = answer
    const shown = answer.offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed]))
    const hashes = new Set(shown.map(({ hash }) => hash))
    return [...good].flatMap(([shownBy, theirs]) =>
      shownBy === marketplace
        ? []
        : theirs
            .filter(({ offer }) => !hashes.has(offer.hash) && belongsInto(answer, shown, offer, question))
            .filter(({ offer }) => !question.mayMiss(offer, shown, marketplace))
            .map((seen) => ({ marketplace, ...seen, shownBy, isExcused: rest === 'unsearched' })),
    )
  })
}

/** Whether the offer stands behind where the answer begins, and before where it ends. */
function belongsInto<Offer extends Checked>(
  { after, rest }: Answer<Offer>,
  shown: readonly Offer[],
  offer: Offer,
  { isSurelyBefore }: Question<Offer>,
): boolean {
  const before = after ?? shown[0]
  if (before === undefined || (before !== 'start' && !isSurelyBefore(before, offer))) return false
  return rest !== 'more' || shown.some((other) => isSurelyBefore(offer, other))
}

/** One of a kind for each marketplace: the first says it. */
export function onePerKind(faults: readonly Fault[]): readonly Fault[] {
  const byKind = new Map(faults.toReversed().map((fault) => [`${fault.marketplace} ${fault.code}`, fault]))
  return [...byKind.values()].reverse()
}

export function shortHash(hash: string): string {
  return `order ${hash.slice(0, 10)}`
}
