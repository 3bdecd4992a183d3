/** Texts, with the colon behind one that is a key, and what opens and closes. */
const TOKENS = /"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g

/**
 * As `JSON.parse`, which of a key that stands twice takes the last one, where who looks at the file may see the first.
 * @throws SyntaxError, for such a key too, which it names
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  const twice = keyThatStandsTwice(text)
  if (twice !== undefined) throw new SyntaxError(`the key '${twice}' stands twice`)
  return value
}

/** @returns its path, as `contracts.market`; lists on the way are left out */
function keyThatStandsTwice(json: string): string | undefined {
  const open: { readonly keys: Set<string>; last: string }[] = []
  for (const [token] of json.matchAll(TOKENS)) {
    if (token === '{' || token === '[') open.push({ keys: new Set(), last: '' })
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':')) {
      const within = open.at(-1)!
      within.last = JSON.parse(token.slice(0, -1)) as string
      if (within.keys.has(within.last)) return open.flatMap(({ last }) => last || []).join('.')
      within.keys.add(within.last)
    }
  }
  return undefined
}
