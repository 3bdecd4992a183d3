/** Longer lines are told in pieces, so that a task without line ends cannot fill the memory. */
export const maxLineChars = 8192

/** Cuts a stream of bytes into lines of text; invalid UTF-8 becomes U+FFFD. */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
  readonly #tell: (line: string) => void
  #rest = ''

  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#pieces(line.endsWith('\r') ? line.slice(0, -1) : line)
    while (this.#rest.length > maxLineChars) {
      this.#tell(this.#rest.slice(0, maxLineChars))
      this.#rest = this.#rest.slice(maxLineChars)
    }
  }

  /** Tells what came after the last line end. */
  end(): void {
    if (this.#rest !== '') this.#tell(this.#rest)
    this.#rest = ''
  }

  #pieces(line: string): void {
    for (let at = 0; at === 0 || at < line.length; at += maxLineChars) this.#tell(line.slice(at, at + maxLineChars))
  }
}
