import { type CodedError, isCoded, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'

/** Why a marketplace did not answer. */
export interface Silence {
  readonly address: Address
  readonly error: unknown
}

/** None answered: each with the one thing that came between. */
export function unreachable(silent: readonly Silence[]): CodedError {
  const reasons = silent.map(({ address, error }) => `${address}: ${whySilent(address, error)}`)
  return fail('MARKETPLACES_UNREACHABLE', { reasons: reasons.join('; ') || 'none is configured' })
}

/** Whether it was the question that was wrong: then nobody failed but who asked. */
export function isRefusal(error: unknown): error is CodedError {
  return isCoded(error) && (error.kind === 'invalid' || error.kind === 'not-found')
}

/** Of a peer whose address stands before it already. */
export function whySilent(address: Address, error: unknown): string {
  if (!isCoded(error)) return messageOf(error)
  const { what } = error
  const reason = isCoded(error, 'PEER_UNREACHABLE') ? error.data.reason : undefined
  const said = what.toLowerCase().startsWith(`${address} `) ? what.slice(address.length + 1) : what
  return (reason ?? said).replace(/\.$/, '')
}
