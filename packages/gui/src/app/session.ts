const KEY = 'sonm.token'

/**
 * The API's token: from the address the first time (`#token=...`), kept for this tab alone, and taken out of the address
 * and the history at once, so that it is in no bookmark and on no screenshot.
 */
export function takeToken(): string | undefined {
  const given = /^#token=([\w.~-]+)$/.exec(location.hash)?.[1]
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given)
    history.replaceState(null, '', `${location.pathname}#/`)
  }
  return sessionStorage.getItem(KEY) ?? undefined
}

/** Drops a token that the node does not accept, unless another one has taken its place. */
export function forgetToken(token: string): void {
  if (sessionStorage.getItem(KEY) === token) sessionStorage.removeItem(KEY)
}
