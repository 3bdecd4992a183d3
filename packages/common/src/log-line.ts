/** What the line begins with already, or what goes without saying in a terminal of its own. */
const UNSAID: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'role', 'pid', 'hostname', 'err'])

/** A log line as people read it: the message, then its fields as `name=value`, and below it the trace of an error that nobody foresaw. */
export function logLine(line: Readonly<Record<string, unknown>>): string {
  const { msg, err } = line
  const fields = Object.entries(line).flatMap(([name, value]) =>
    UNSAID.has(name) || value === undefined ? [] : [`${name}=${valueText(value)}`],
  )
  const { message, stack } = (err ?? {}) as { readonly message?: unknown; readonly stack?: unknown }
  if (message !== undefined) fields.push(`error=${valueText(message)}`)
  const told = [String(msg ?? ''), ...fields].filter((part) => part !== '').join('  ')
  return typeof stack === 'string' ? `${told}\n    ${stack.split('\n').map(shown).join('\n    ')}` : told
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return /^[\x21\x23-\x7e]+$/.test(text) ? text : shown(JSON.stringify(text))
}

/** What strangers say must not look like lines, or move the cursor. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (each) => `\\u{${each.codePointAt(0)!.toString(16)}}`)
}
