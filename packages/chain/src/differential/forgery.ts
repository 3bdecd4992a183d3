import { fromHex, type Hex, type OrderDomain, type Signer, toHex } from '@sonm/model'
import { signerOf } from './cast.ts'
import type { Forgery } from './script.ts'

const ORDER_OF_CURVE = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/**
 * A signature, or what somebody offers as one.
 * @param digestIn what is signed in a domain; `altered`: of a message with other terms
 */
export async function signatureOf(
  domain: OrderDomain,
  signer: Signer,
  forgery: Forgery | undefined,
  digestIn: (domain: OrderDomain, altered: boolean) => Uint8Array,
): Promise<Hex> {
  const good = (by: Signer, where = domain, altered = false) => by.sign(digestIn(where, altered))
  switch (forgery) {
    case undefined:
      return toHex(await good(signer))
    case 'other key':
      return toHex(await good(signerOf(signer === signerOf('matcher') ? 'hub' : 'matcher')))
    case 'other chain':
      return toHex(await good(signer, { ...domain, chainId: domain.chainId + 1 }))
    case 'other market':
      return toHex(await good(signer, { ...domain, market: `0x${'4d'.repeat(20)}` }))
    case 'other terms':
      return toHex(await good(signer, domain, true))
    case 'high s':
      return toHex(withHighS(await good(signer)))
    case 'compact':
      return toHex(compact(await good(signer)))
    case 'cut':
      return toHex((await good(signer)).subarray(0, 64))
    case 'long':
      return `${toHex(await good(signer))}00`
    case 'recovery bit': {
      const bytes = await good(signer)
      bytes[64]! -= 27
      return toHex(bytes)
    }
    case 'empty':
      return '0x'
    case 'zeros':
      return `0x${'00'.repeat(65)}`
  }
}

/** The malleable twin: n - s, and the other v. */
function withHighS(bytes: Uint8Array): Uint8Array {
  const s = ORDER_OF_CURVE - BigInt(toHex(bytes.subarray(32, 64)))
  const twin = Uint8Array.from(bytes)
  twin.set(fromHex(`0x${s.toString(16).padStart(64, '0')}`), 32)
  twin[64] = bytes[64] === 27 ? 28 : 27
  return twin
}

/** EIP-2098: r, and s with v in its top bit. */
function compact(bytes: Uint8Array): Uint8Array {
  const short = Uint8Array.from(bytes.subarray(0, 64))
  if (bytes[64] === 28) short[32]! |= 0x80
  return short
}
