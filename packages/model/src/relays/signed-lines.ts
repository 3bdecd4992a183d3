import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'

/** Facts that are signed as UTF-8 text, a line for each; the first line says what the text is, so that it can mean nothing else. */
function digestOf(lines: readonly string[]): Uint8Array {
  return keccak256(new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')))
}

export async function signLines(signer: Signer, lines: readonly string[]): Promise<Hex> {
  return toHex(await signer.sign(digestOf(lines)))
}

/** @throws SIGNATURE_INVALID unless this address signed these lines */
export function verifyLines(address: Address, lines: readonly string[], signature: Hex): void {
  if (!/^0x[0-9a-f]{130}$/.test(signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  if (recoverAddress(digestOf(lines), fromHex(signature)) !== address) {
    throw fail('SIGNATURE_INVALID', { reason: 'it was signed by another key, or for other facts' })
  }
}
