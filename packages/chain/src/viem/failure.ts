import { CodedError, messageOf } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import { codedRevert } from './reverts.ts'

/** How anvil, geth and erigon say that they have not got as far, and viem when a block is null. */
const BEHIND = /BlockOutOfRange|header not found|unknown block|block not found|^Block at .* could not be found/i

/** Failures of an endpoint, which say nothing of the chain: another one may do better. */
const OF_ENDPOINT = new Set([
  'CHAIN_UNREACHABLE',
  'CHAIN_ANSWER_INVALID',
  'CHAIN_WRONG',
  'CONTRACT_MISSING',
  'CHAIN_BEHIND',
  'CHAIN_REFUSED',
  'CHAIN_BLOCK_WRONG',
  'CHAIN_LOG_WRONG',
  'CHAIN_LOGS_MISSING',
  'CHAIN_RANGE_REFUSED',
])

/** After these an endpoint is not trusted until it has been checked again: what answers now may be another chain. */
const BREAKS_TRUST = new Set(['CHAIN_UNREACHABLE', 'CHAIN_ANSWER_INVALID', 'CHAIN_WRONG', 'CONTRACT_MISSING'])

export const isOfEndpoint = (error: unknown): error is CodedError =>
  error instanceof CodedError && OF_ENDPOINT.has(error.code)
export const breaksTrust = (error: CodedError) => BREAKS_TRUST.has(error.code)

/** The coded form of whatever a request to an endpoint failed with. */
export function codedFailure(error: unknown, label: string): CodedError {
  const causes = causesOf(error)
  const known = causes.find((cause) => cause instanceof CodedError)
  if (known) return known
  const data = causes.map(revertData).find((found) => found !== undefined)
  if (data !== undefined) return codedRevert(data, error)
  const reason = firstLine(error)
  return fail(BEHIND.test(reason) ? 'CHAIN_BEHIND' : 'CHAIN_REFUSED', { url: label, reason }, { cause: error })
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = []
  for (let at = error; at instanceof Error && causes.length < 16; at = at.cause) causes.push(at)
  return causes
}

/** Where nodes put what a contract reverted with: `data`, or `data.data`. */
function revertData(cause: unknown): Hex | undefined {
  const { data, code, message } = cause as { data?: unknown; code?: unknown; message?: string }
  const found = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data
  if (typeof found === 'string' && /^0x[0-9a-f]*$/i.test(found)) return found as Hex
  return (code === 3 || code === -32_000) && message?.includes('revert') ? '0x' : undefined
}

/** The sentence of the node, without viem's dump of the request. */
function firstLine(error: unknown): string {
  const { details, shortMessage } = error as { details?: string; shortMessage?: string }
  return (details || shortMessage || messageOf(error)).split('\n')[0]!.slice(0, 200)
}
