import type { Problem } from './api.ts'

/** A failure as it is read: at a glance, and whole on demand. */
export interface ProblemView {
  readonly code: string
  /** One short sentence. */
  readonly headline: string
  readonly todo: string
  /** All that is known, part by part; empty: the headline says it. */
  readonly details: readonly string[]
}

const HEADLINE_MAX = 100
/** A reason of one peer of several begins with his address. */
const NEXT_PEER = /; (?=0x[0-9a-fA-F]{40}: )/
/** Addresses, and the hashes of orders. */
const ADDRESS = /\b(0x[0-9a-fA-F]{6})[0-9a-fA-F]{30,}([0-9a-fA-F]{4})\b/g
/** Sentences as far as they go, else up to a colon that comes after more than a name. */
const FIRST_CLAUSE = /^(?:.*[.](?= )|(?:0x\S+: )?.{12,}?(?=[:;] ))/

export function problemView({ code, what, todo }: Problem): ProblemView {
  const { headline, details } = shortened(what)
  return { code, headline, todo, details }
}

/** What is short stays; of what is long the first clause that says something, and all of it as details. */
export function shortened(text: string): { readonly headline: string; readonly details: readonly string[] } {
  const short = text.replace(ADDRESS, '$1…$2')
  if (short.length <= HEADLINE_MAX) return { headline: short, details: short === text ? [] : [text] }
  return { headline: firstClause(short), details: text.split(NEXT_PEER) }
}

function firstClause(text: string): string {
  const start = text.slice(0, HEADLINE_MAX)
  const end = FIRST_CLAUSE.exec(start)?.[0]
  if (end === undefined) return `${start.slice(0, Math.max(start.lastIndexOf(' '), 1))}…`
  return end.endsWith('.') ? end : `${end}.`
}
