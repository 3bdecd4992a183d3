/** What the line begins with already, or what goes without saying in a terminal of its own. */
const UNSAID: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'role', 'pid', 'hostname', 'err'])

/** What stands before a message: `[13:37:22] ERROR: ` */
const BEGIN = 18
const INDENT = '    '

/**
 * A log line as people read it: the message, then its fields as `name=value`, and below it the trace of an error that nobody foresaw.
 * @param columns of the terminal: what does not fit goes on below
 */
export function logLine(line: Readonly<Record<string, unknown>>, columns: number = Number.POSITIVE_INFINITY): string {
  const { msg, err } = line
  const fields = Object.entries(line).flatMap(([name, value]) =>
    UNSAID.has(name) || value === undefined ? [] : [`${name}=${valueText(value)}`],
  )
  const { message, stack } = (err ?? {}) as { readonly message?: unknown; readonly stack?: unknown }
  if (message !== undefined) fields.push(`error=${valueText(message)}`)
  const told = fold(
    [String(msg ?? ''), ...fields].filter((part) => part !== ''),
    columns,
  )
  return typeof stack === 'string' ? `${told}\n    ${stack.split('\n').map(shown).join('\n    ')}` : told
}

function fold(parts: readonly string[], columns: number): string {
  let column = BEGIN
  return parts.reduce((told, part, at) => {
    if (at === 0 || column + 2 + part.length <= columns) {
      column += part.length + (at === 0 ? 0 : 2)
      return at === 0 ? part : `${told}  ${part}`
    }
    column = INDENT.length + part.length
    return `${told}\n${INDENT}${part}`
  }, '')
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return /^[\x21\x23-\x7e]+$/.test(text) ? text : shown(JSON.stringify(text))
}

/** What strangers say must not look like lines, or move the cursor. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (each) => `\\u{${each.codePointAt(0)!.toString(16)}}`)
}
