import type { Address, Hex } from '@sonm/model'

/** What a wallet signs (EIP-191, "personal_sign"), so that a browser may call as its address for a while. */
export interface WebSession {
  /** The peer that is called: a session for one is worth nothing at another. */
  readonly server: Address
  readonly address: Address
  readonly expiresAtSeconds: number
  /** From the server's challenge: it is his, and fresh. */
  readonly challenge: string
}

export interface SignedWebSession extends WebSession {
  /** 65 bytes over the text. */
  readonly signature: Hex
}

/** Where a server gives its challenge, as JSON: `{"server": "0x…", "challenge": "…", "expiresAtSeconds": …}`. */
export const CHALLENGE_PATH = '/.sonm/challenge'
/** How a call shows its session: `Authorization: SonmSession …`. */
export const SESSION_SCHEME = 'SonmSession'
/** The WebSocket's protocol of a tunnel; the session is a second one, since a page can send no headers there. */
export const TUNNEL_SUBPROTOCOL = 'sonm-tunnel.1'
export const SESSION_SUBPROTOCOL = 'sonm-session.'

/** The text that the wallet shows and signs. */
export function sessionText({ server, address, expiresAtSeconds, challenge }: WebSession): string {
  return [
    'SONM: let this page act for your account on one machine of the market.',
    '',
    `account ${address}`,
    `machine ${server}`,
    `until ${expiresAtSeconds}`,
    `challenge ${challenge}`,
  ].join('\n')
}

/** As it stands in a header or a WebSocket's protocol: letters that both allow. */
export function encodeSession(session: SignedWebSession): string {
  return btoa(JSON.stringify(session)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @returns nothing when it is no session; whether it is true is for `SessionDesk` to say */
export function decodeSession(text: string): SignedWebSession | undefined {
  if (text.length > 2000 || !/^[\w-]+$/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')))
    return isSession(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isSession(value: unknown): value is SignedWebSession {
  if (typeof value !== 'object' || value === null) return false
  const { server, address, expiresAtSeconds, challenge, signature } = value as Record<string, unknown>
  const isAddress = (text: unknown) => typeof text === 'string' && /^0x[0-9a-f]{40}$/.test(text)
  return (
    isAddress(server) &&
    isAddress(address) &&
    Number.isSafeInteger(expiresAtSeconds) &&
    typeof challenge === 'string' &&
    typeof signature === 'string' &&
    /^0x[0-9a-f]{130}$/.test(signature)
  )
}
