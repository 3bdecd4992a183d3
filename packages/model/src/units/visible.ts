/** Control and formatting characters can rewrite the terminal, the page or the log line of whoever reads them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** A stranger's text on one line, as it may be shown. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, ' ')
}

export function isVisible(text: string): boolean {
  return visible(text) === text
}
