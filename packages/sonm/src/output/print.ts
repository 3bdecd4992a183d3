import { CodedError, codedFailure, messageOf } from '@sonm/common'
import { visible } from '@sonm/model'
import Table from 'cli-table3'
import { fitLines } from './fit-lines.ts'
import { foldTable, widthOf } from './fold-table.ts'

/** Where a command writes: results to `out`, those for people alone to `tell`, everything else (progress, remarks) to `note`. */
export interface Printer {
  out(text: string): void
  tell(text: string): void
  note(text: string): void
}

export const terminal: Printer = {
  out: (text) => void process.stdout.write(`${text}\n`),
  tell: (text) => terminal.out(fitted(text, process.stdout)),
  note: (text) => void process.stderr.write(`${fitted(text, process.stderr)}\n`),
}

/** A text for people as it is shown there: on a terminal within its width, and elsewhere as it is. */
export function fitted(text: string, { isTTY, columns }: NodeJS.WriteStream): string {
  return isTTY && columns > 0 ? fitLines(text, columns, (line) => line.includes(`${SONM} `)) : text
}

/** A table for people: a head and rows, columns aligned, no frame; folded where the terminal is too narrow for it. */
export function table(
  head: readonly string[],
  said: readonly (readonly string[])[],
  rightAligned: readonly string[] = [],
  columns: number = process.stdout.columns ?? Number.POSITIVE_INFINITY,
): string {
  // Cells hold what strangers say: the names of their machines, say.
  const rows = said.map((row) => row.map(visible))
  const whole = { head, rows, rightAligned }
  if (columns > 0 && widthOf(whole) > columns) return foldTable(whole, columns)
  const blank = ''
  const chars = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((part) => [
      part,
      blank,
    ]),
  )
  const view = new Table({
    head: [...head],
    chars: { ...chars, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((name) => (rightAligned.includes(name) ? 'right' : 'left')),
  })
  view.push(...rows.map((row) => [...row]))
  return view
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** The program as the user calls it. */
export const SONM = process.env.SONM_COMMAND ?? 'sonm'

/** A text whose calls of the program (`sonm deal list`) can be pasted. */
export function asCalled(text: string): string {
  return text.replace(/(^|[`$:] ?| {2})sonm (?=[a-z-])/gm, (_, before: string) => `${before}${SONM} `)
}

/** JSON with 64-bit numbers as decimal strings, as the external API writes them. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field), 2)
}

/** An error as people read it: its code, what happened, what to do. The trace only when asked. */
export function describeError(error: unknown, verbose: boolean): string {
  const trace = verbose && error instanceof Error ? `\n${traceOf(error)}` : ''
  const known = codedFailure(error)
  if (known instanceof CodedError) return asCalled(`error ${known.code}: ${inLines(known)}\n  ${known.todo}`) + trace
  return `error INTERNAL: ${messageOf(error)}\n  This is a defect; please report it with the output of the same command and --verbose.${trace}`
}

/** What came over a wire came in one line. */
function inLines({ code, what, data }: CodedError): string {
  const { excerpt, caret, reasons } = data
  if (code === 'QUERY_INVALID' && excerpt && caret) {
    return `${what.slice(0, what.lastIndexOf(excerpt)).trimEnd()}\n  ${excerpt}\n  ${caret}`
  }
  if (code === 'DEAL_NO_OFFER' && reasons !== undefined) {
    const each = reasons.split(/; (?=0x[0-9a-f]{40}: |The hub of supplier )/)
    return ['None of the offers that fit could be taken.', ...each.flatMap(pathLines)].join('\n  ')
  }
  if (code !== 'MARKETPLACES_UNREACHABLE' || reasons === undefined) return what
  const lines = reasons.split(/; (?=0x[0-9a-f]{40}: )/)
  return lines.length === 1 ? what : `No marketplace answers.\n${lines.map((line) => `  ${line}`).join('\n')}`
}

/** A peer that does not answer, and below it each path by which it was tried. */
export function pathLines(reason: string): string[] {
  const [, head, paths] = /^(The hub of supplier \S+ does not answer): (.*)$/s.exec(reason) ?? []
  if (head === undefined || paths === undefined) return [reason]
  return [
    head,
    ...paths.split(/(?<=^hub 0x[0-9a-f]{40}); |; (?=(?:direct|punched|relayed) )/).map((path) => `  ${path}`),
  ]
}

/** An error as programs read it. Only what is coded tells of itself; anything else is a defect. */
export function errorJson(error: unknown): string {
  const known = codedFailure(error)
  const { code, what, todo, data } =
    known instanceof CodedError
      ? known
      : { code: 'INTERNAL', what: messageOf(error), todo: 'This is a defect; please report it.', data: {} }
  return json({ ok: false, error: { code, what, todo, data } })
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}

/** 2: the command or its input is wrong; 3: denied; 4: nothing fits, or not enough money; 5: somebody did not answer; 130: interrupted; 1: anything else. */
export function exitCodeOf(error: unknown): number {
  const known = codedFailure(error)
  if (!(known instanceof CodedError)) return 1
  switch (known.kind) {
    case 'invalid':
      return 2
    case 'denied':
    case 'unauthenticated':
      return 3
    case 'not-found':
    case 'exhausted':
      return 4
    case 'unavailable':
    case 'timeout':
      return 5
    case 'canceled':
      return 130
    default:
      return 1
  }
}
