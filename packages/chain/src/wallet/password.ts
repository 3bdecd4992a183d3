/** A password: bytes where it can be wiped after use, text where it is nobody's secret. */
export type Password = string | Uint8Array

/**
 * A password as programs take it, the usual form first: ethers normalises (NFKC) and geth does not. They differ for letters
 * with accents and the like alone; of plain ASCII no text is made, for text cannot be wiped.
 */
export function passwordForms(password: Password): Uint8Array[] {
  const raw = typeof password === 'string' ? new TextEncoder().encode(password) : Uint8Array.from(password)
  if (raw.every((byte) => byte < 0x80)) return [raw]
  const text = typeof password === 'string' ? password : new TextDecoder().decode(raw)
  return [new TextEncoder().encode(text.normalize('NFKC')), raw]
}

export function wipe(...secrets: readonly (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0)
}
