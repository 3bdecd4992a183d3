import { visible } from '@sonm/model'
import type { SupplierMessage } from '@sonm/protocol'

/** What market data is made of. Whoever shows it reads its figures as numbers, and its names stand on terminals. */
const FORMS: Readonly<Record<string, RegExp>> = {
  master: /^0x[0-9a-f]{40}$/,
  buyer: /^0x[0-9a-f]{40}$/,
  hubs: /^0x[0-9a-f]{40}$/,
  marketClass: /^(?:cpu|all|gpu:[a-z0-9]{1,64})$/,
  nextCursor: /^[\w.-]{0,100}$/,
  reasons: /^.{0,300}$/s,
}
/** In the smallest unit, which no sum exceeds; empty: there is none. */
const MONEY = /^[0-9]{0,78}$/
const NOT_ITS_OWN = ['$typeName', 'warnings']

/** Where an answer of a marketplace is not what it can be, as a phrase; undefined: nowhere. */
export function malformedIn(answer: object): string | undefined {
  for (const [name, value] of Object.entries(answer)) {
    if (NOT_ITS_OWN.includes(name)) continue
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'string' && !(FORMS[name] ?? MONEY).test(each)) return `its ${name} is none`
      const inside = each !== null && typeof each === 'object' ? malformedIn(each) : undefined
      if (inside) return inside
    }
  }
  return undefined
}

/** The same of a record of a supplier, who is the one that was asked for, or whose hub that is. */
export function malformedSupplier(address: string, answer: SupplierMessage): string | undefined {
  const { master, hubs } = answer
  if (master !== address.toLowerCase() && !hubs.includes(address.toLowerCase()))
    return 'it answers with another supplier'
  return (
    malformedIn(answer) ?? (isOfItsParts(answer) ? undefined : 'its reliability is not what it says that it is made of')
  )
}

/** docs/reliability.md has the formula. The last digit may be lost in floating point. */
function isOfItsParts({ reliability, score }: SupplierMessage): boolean {
  if (!score) return true
  const { priorShare, prior, good, earlyEnds, failedStarts } = score
  const parts = [priorShare, prior, good, earlyEnds, failedStarts]
  const whole = prior + good + earlyEnds + failedStarts
  if (parts.some((part) => !(part >= 0)) || priorShare > 1 || !Number.isFinite(whole) || whole === 0) return false
  return Math.abs((10_000 * (priorShare * prior + good)) / whole - reliability) <= 1
}

/** Its sentences, without what would write elsewhere than where they stand. */
export function withPlainReasons(answer: SupplierMessage): SupplierMessage {
  return { ...answer, reasons: answer.reasons.slice(0, 20).map(visible) }
}
