/** The fraction in a line `progress 0.37`, or undefined for any other line. */
export function progressOf(line: string): number | undefined {
  const match = /^progress (\d(?:\.\d{1,17})?)\s*$/.exec(line)
  if (match === null) return undefined
  const fraction = Number(match[1])
  return fraction <= 1 ? fraction : undefined
}
