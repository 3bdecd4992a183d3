import { type Address, fromHex, parseAddress, toHex } from '@sonm/model'
import { TOKEN_BYTES } from '../relay/preface.ts'

/**
 * An answer to a tunnel's header that sends its caller on: he comes again without TLS, shows the token, and then speaks TLS with
 * the peer that is named.
 */
export interface SentOn {
  /** Which end of TLS he is. */
  readonly end: 'client' | 'server'
  readonly token: Uint8Array
  readonly peer: Address
}

/** An error is a protobuf message, and none of these begins with it. */
const MARK = 0
const ENDS = ['client', 'server'] as const
const ADDRESS_BYTES = 20

/** The mark, a byte for the end (0 client, 1 server), the token, and the peer's address. */
export function encodeSentOn({ end, token, peer }: SentOn): Uint8Array {
  return Uint8Array.of(MARK, ENDS.indexOf(end), ...token, ...fromHex(peer))
}

/**
 * @returns undefined when the answer says something else
 * @throws Error when it is malformed
 */
export function decodeSentOn(answer: Uint8Array): SentOn | undefined {
  if (answer[0] !== MARK) return undefined
  const end = ENDS[answer[1] ?? ENDS.length]
  if (!end || answer.length !== 2 + TOKEN_BYTES + ADDRESS_BYTES) throw new Error('its answer is malformed')
  return { end, token: answer.slice(2, 2 + TOKEN_BYTES), peer: parseAddress(toHex(answer.subarray(2 + TOKEN_BYTES))) }
}
