const GAP = /^(\s*\S+(?: \S+)* {2,})\S/
const LEAST_ROOM = 20

/**
 * Text for a terminal of so many columns, broken between words: what follows a label or an indent goes on below where
 * it began. What stands in backticks, and a line in which a program is called, stays whole, to be pasted.
 * @param calls whether a line is a call of a program
 */
export function fitLines(text: string, columns: number, calls: (line: string) => boolean): string {
  return text
    .split('\n')
    .map((line) => (line.length <= columns || calls(line.replaceAll(/`[^`]*`/g, '')) ? line : broken(line, columns)))
    .join('\n')
}

function broken(line: string, columns: number): string {
  const [whole, label] = [line.search(/\S|$/), GAP.exec(line)?.[1]?.length ?? 0]
  const indent = label > 0 && columns - label >= LEAST_ROOM ? label : whole
  if (columns - indent < LEAST_ROOM) return line
  return wordLines(line.slice(indent), columns - indent)
    .map((part, at) => (at === 0 ? line.slice(0, indent) : ' '.repeat(indent)) + part)
    .join('\n')
}

/** Words in lines of so many characters; a longer word has a line of its own. */
export function wordLines(text: string, width: number): string[] {
  const lines: string[] = []
  let line: string | undefined
  for (const word of text.match(/ *(?:`[^`]*`|[^\s`]|`)+/g) ?? []) {
    if (line === undefined) line = word
    else if (line.length + word.length <= width) line += word
    else {
      lines.push(line)
      line = word.trimStart()
    }
  }
  return [...lines, line ?? '']
}

/** A call of a program for a terminal of so many columns, gone on after a backslash so that it can be pasted. */
export function fitCall(call: string, columns: number, indent: number): string {
  const words = call.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  const lines: string[] = []
  let line = ''
  for (const [at, word] of words.entries()) {
    // An option keeps its value.
    const unit =
      word.startsWith('-') && at + 1 < words.length && !words[at + 1]!.startsWith('-')
        ? `${word} ${words[at + 1]}`
        : word
    const room = columns - indent - (lines.length > 0 ? 4 : 2) - ' \\'.length
    if (line !== '' && line.length + 1 + unit.length > room) {
      lines.push(line)
      line = word
    } else line += line === '' ? word : ` ${word}`
  }
  return [...lines, line].join(` \\\n${' '.repeat(indent + 4)}`)
}
