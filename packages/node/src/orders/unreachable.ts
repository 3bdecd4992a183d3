import { type CodedError, isCoded, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'

/** Why a marketplace did not answer. */
export interface Silence {
  readonly address: Address
  readonly error: unknown
}

/** None answered: each with the one thing that came between. */
export function unreachable(silent: readonly Silence[]): CodedError {
  const reasons = silent.map(({ address, error }) => `${address}: ${whySilent(error)}`)
  return fail('MARKETPLACES_UNREACHABLE', { reasons: reasons.join('; ') || 'none is configured' })
}

/** Whether it was the question that was wrong: then nobody failed but who asked. */
export function isRefusal(error: unknown): error is CodedError {
  return isCoded(error) && (error.kind === 'invalid' || error.kind === 'not-found')
}

function whySilent(error: unknown): string {
  if (!isCoded(error)) return messageOf(error)
  // The address stands before it already.
  const reason = isCoded(error, 'PEER_UNREACHABLE') ? error.data.reason : undefined
  return (reason ?? error.what).replace(/\.$/, '')
}
