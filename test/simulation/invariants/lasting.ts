/** Since when things have been so, by what is said of them. */
export class Lasting {
  readonly #sinceMs = new Map<string, number>()

  /**
   * Notes what is so now, and forgets what is so no more.
   * @returns what has been so for longer than `limitMs`
   */
  see(now: { readonly nowMs: number; readonly found: readonly string[]; readonly limitMs: number }): readonly string[] {
    const { nowMs, found, limitMs } = now
    const still = new Set(found)
    for (const what of this.#sinceMs.keys()) if (!still.has(what)) this.#sinceMs.delete(what)
    for (const what of still) if (!this.#sinceMs.has(what)) this.#sinceMs.set(what, nowMs)
    return found.filter((what) => nowMs - this.#sinceMs.get(what)! > limitMs)
  }
}
