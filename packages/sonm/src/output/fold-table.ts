import { wordLines } from './fit-lines.ts'

const BETWEEN = 2
/** Below a wider first column the rest of a row would have no room. */
const WIDEST_INDENT = 20
/** A wider column holds prose, which takes the room that is left in a line, and needs so much of it. */
const PROSE_WIDTH = 40
const PROSE_ROOM = 24
const NOTHING = '-'

interface WholeTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly rightAligned: readonly string[]
}

interface Column {
  /** Where it stands in the head and in each row. */
  readonly at: number
  readonly width: number
}

/** How many columns of a terminal a table takes in one piece. */
export function widthOf({ head, rows }: WholeTable): number {
  return head.reduce((sum, _, at) => sum + widestOf(head, rows, at) + BETWEEN, -BETWEEN)
}

/**
 * A table that is wider than the terminal: columns with nothing in them are left out, and what does not fit goes on
 * below, under a head of its own, so that nothing breaks in the middle of a word.
 */
export function foldTable({ head, rows, rightAligned }: WholeTable, terminalWidth: number): string {
  const first = widestOf(head, rows, 0)
  const indent = first <= WIDEST_INDENT ? first + BETWEEN : BETWEEN
  const groups = groupColumns(
    head.flatMap((_, at) => (at > 0 && isEmpty(rows, at) ? [] : [{ at, width: widestOf(head, rows, at) }])),
    terminalWidth,
    indent,
  )
  const linesOf = (cells: readonly string[], group: readonly Column[]) => {
    const wrapped = group.map(({ at, width }) => wordLines(cells[at]!, width))
    const height = Math.max(...wrapped.map(({ length }) => length))
    return Array.from({ length: height }, (_, line) =>
      group
        .map(({ at, width }, column) => {
          const text = wrapped[column]![line] ?? ''
          return rightAligned.includes(head[at]!) ? text.padStart(width) : text.padEnd(width)
        })
        .join(' '.repeat(BETWEEN))
        .trimEnd(),
    )
  }
  return [head, ...rows]
    .flatMap((cells) =>
      groups.flatMap((group, number) => {
        if (number > 0 && group.every(({ at }) => cells[at] === '')) return []
        return linesOf(cells, group).map((line) => ' '.repeat(number > 0 ? indent : 0) + line)
      }),
    )
    .join('\n')
}

/** Which columns stand beside each other in a line. */
function groupColumns(all: readonly Column[], terminalWidth: number, indent: number): Column[][] {
  const groups: Column[][] = []
  let room = -1
  for (const { at, width } of all) {
    const needed = width > PROSE_WIDTH ? PROSE_ROOM : width
    if (room < BETWEEN + needed) {
      room = terminalWidth - (groups.length > 0 ? indent : 0)
      groups.push([])
    } else {
      room -= BETWEEN
    }
    const given = Math.min(width, room)
    groups.at(-1)!.push({ at, width: given })
    room -= given
  }
  return groups
}

const isEmpty = (rows: readonly (readonly string[])[], at: number) =>
  rows.length > 0 && rows.every((row) => row[at] === NOTHING)

function widestOf(head: readonly string[], rows: readonly (readonly string[])[], at: number): number {
  return rows.reduce((most, row) => Math.max(most, row[at]!.length), head[at]!.length)
}
