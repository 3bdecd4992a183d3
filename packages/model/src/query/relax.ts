import type { AskFacts, SearchMoment } from './ask-facts.ts'
import type { AskQuery, Condition } from './ask-query.ts'
import { comparedWords } from './ask-words.ts'
import { askNumber, satisfies } from './satisfies.ts'

/** A condition that gives way; without `to` it is given up. */
export interface Relaxed {
  readonly from: Condition
  readonly to: Condition | undefined
}

const PARTS = 10_000n
const ONE = 10n ** 18n

/** The least that a condition must give way so that this figure meets it; `value` is in the unit of the condition. */
export function relaxedToValue(from: Exclude<Condition, { kind: 'word' }>, value: bigint): Relaxed {
  const { op } = from
  if (op === '!=') return { from, to: undefined }
  const inclusive = op === '<' || op === '<=' ? '<=' : op === '=' ? '=' : '>='
  // To ask for nothing at least is to ask for nothing.
  if (inclusive === '>=' && value === 0n) return { from, to: undefined }
  if (from.kind === 'number') return { from, to: { ...from, op: inclusive, value } }
  return { from, to: { ...from, op: inclusive, price: { ...from.price, pricePerSecond: value } } }
}

/** The least that a condition must give way so that this ask meets it; undefined: it meets it as it is. */
export function relaxedTo(from: Condition, facts: AskFacts, moment: SearchMoment): Relaxed | undefined {
  if (satisfies(from, facts, moment)) return undefined
  const givenUp = { from, to: undefined }
  if (from.kind === 'number') {
    const value = askNumber(from.field, facts, moment)
    return value === undefined ? givenUp : relaxedToValue(from, value)
  }
  if (from.kind === 'price') {
    const value = priceIn(from.price.denomination, facts, moment)
    return value === undefined ? givenUp : proved(relaxedToValue(from, value), facts, moment)
  }
  // A name of no letter or digit that is compared says nothing, and no query can ask for it.
  const words = comparedWords(from.field, facts).filter((word) => word !== '')
  if (from.op === 'in') {
    const [word] = words
    return word === undefined
      ? givenUp
      : proved({ from, to: { ...from, values: [...from.values, word] } }, facts, moment)
  }
  const values = from.values.filter((value) => !words.includes(value))
  return values.length === 0 ? givenUp : proved({ from, to: { ...from, values } }, facts, moment)
}

/** The query with what has given way in it. */
export function withRelaxed(query: AskQuery, relaxed: readonly Relaxed[]): AskQuery {
  const conditions = query.conditions.flatMap((condition) => {
    const change = relaxed.find(({ from }) => from === condition)
    if (!change) return [condition]
    return change.to === undefined ? [] : [change.to]
  })
  return { ...query, conditions }
}

/** How far a condition gives way, in ten-thousandths of what it asked: another word, and giving up, is the whole. */
export function changeOf({ from, to }: Relaxed): bigint {
  if (to === undefined || from.kind === 'word') return PARTS
  const figure = (condition: Condition) => {
    if (condition.kind === 'number') return condition.value
    return condition.kind === 'price' ? condition.price.pricePerSecond : 0n
  }
  const [asked, given] = [figure(from), figure(to)]
  const difference = asked > given ? asked - given : given - asked
  if (asked === 0n) return difference === 0n ? 0n : PARTS
  // Rounded up: the smallest change is still one.
  return (difference * PARTS + asked - 1n) / asked
}

/** The ask's price in a currency, rounded up; undefined: there is no rate. */
function priceIn(denomination: 'SNM' | 'USD', { order }: AskFacts, { usdPerSnm }: SearchMoment): bigint | undefined {
  if (order.denomination === denomination) return order.pricePerSecond
  if (usdPerSnm === undefined || usdPerSnm === 0n) return undefined
  const [numerator, divisor] = denomination === 'USD' ? [usdPerSnm, ONE] : [ONE, usdPerSnm]
  return (order.pricePerSecond * numerator + divisor - 1n) / divisor
}

/** Where even that does not do (a country that is contradicted), the condition is given up. */
function proved(relaxed: Relaxed, facts: AskFacts, moment: SearchMoment): Relaxed {
  if (relaxed.to !== undefined && satisfies(relaxed.to, facts, moment)) return relaxed
  return { from: relaxed.from, to: undefined }
}
