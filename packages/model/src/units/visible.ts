/** Control and formatting characters can rewrite the terminal, the page or the log line of whoever reads them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** A stranger's text on one line, as it may be shown. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, ' ')
}

/** What takes up room at most: spaces, fillers, and the pattern of Braille without dots. */
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether all of it can be shown, and there is something to see. */
export function isVisible(text: string): boolean {
  return visible(text) === text && !BLANK.test(text)
}

/** A word for a table, where a blank would read as a hole in it. */
export function visibleWord(text: string): string {
  const shown = visible(text)
  return isVisible(shown) ? shown : 'unknown'
}
