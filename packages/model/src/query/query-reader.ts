import type { CodedError } from '@sonm/common'
import { queryFault } from './query-fault.ts'

/** A word of a query, and where it begins. */
export interface Word {
  readonly text: string
  readonly at: number
}

const SPACE = /\s+/y
const NAME = /[\p{L}_][\p{L}\p{N}_.-]*/uy
const BARE = /[^\s,;()[\]<>=!≤≥≠"']+/uy
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/suy
/** What stands after a field; several spellings of each. */
const OPERATOR = /<=|>=|==|!=|<>|=>|=<|[<>=≤≥≠]|(?:not[\s-]*in|in)(?![\p{L}\p{N}_.-])/iuy

/** Walks over the text of a query. */
export class QueryReader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
    this.skipSpace()
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** The character here, as it may be named in an error. */
  get here(): string {
    return this.isAtEnd ? 'the end' : `'${String.fromCodePoint(this.text.codePointAt(this.at)!)}'`
  }

  skipSpace(): void {
    this.take(SPACE)
  }

  /** What the pattern finds exactly here, walked over. The pattern must be sticky. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined || found === '') return undefined
    this.at += found.length
    return found
  }

  name(): Word | undefined {
    return this.#word(NAME)
  }

  /** As it was written; undefined where none stands. */
  operator(): Word | undefined {
    return this.#word(OPERATOR)
  }

  /** A value: bare, or in quotes where it holds spaces or signs. */
  value(): Word | undefined {
    const at = this.at
    const quoted = this.take(QUOTED)
    if (quoted !== undefined) return { text: quoted.slice(1, -1).replace(/\\(.)/gsu, '$1'), at }
    if (/["']/.test(this.text.charAt(at))) throw this.fault(at, 'the quote is not closed')
    return this.#word(BARE)
  }

  /** Whether what is read by `read` stands here; nothing is walked over. */
  sees(read: (reader: this) => unknown): boolean {
    const { at } = this
    const found = read(this)
    this.at = at
    return Boolean(found)
  }

  fault(at: number, reason: string, todo?: string): CodedError {
    return queryFault(this.text, at, reason, todo)
  }

  #word(pattern: RegExp): Word | undefined {
    const at = this.at
    const text = this.take(pattern)
    return text === undefined ? undefined : { text, at }
  }
}
