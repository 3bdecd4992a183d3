import type { CodedError } from '@sonm/common'

/** How endpoints say that the logs of so many blocks, or so many logs, are too much for one answer. */
const TOO_MUCH = [
  /\brange\b.{0,30}\b(exceed|too|limit|max|greater|allowed|not supported|smaller|should not)/i,
  /\b(exceeds?|max|maximum|limit|limited to|limit the|up to a|over|allowed).{0,40}\b(block|range)/i,
  /\b(results|logs|response|answer|payload|body)\b.{0,20}\b(too|exceed|larger|greater|limit)/i,
  /\b(more than|exceeds?|exceeded|max).{0,20}\b(results|logs|limit of|allowed)/i,
  /too many (blocks|logs|results)/i,
  /query (must be smaller|timeout|timed out)/i,
  /HTTP 413/,
]
/** Too many requests is another matter: fewer blocks would only make more of them. */
const TOO_OFTEN = /\brate\b|rate.?limit|per second|too many requests|request count|credits|quota|capacity|HTTP 429/i
/** "Limit exceeded" of the JSON-RPC specification for Ethereum (EIP-1474). */
const LIMIT_EXCEEDED = -32005

/** Why an endpoint did not give the logs of a range, if it was for the size of the range; undefined: for another reason. */
export function refusalReason(error: CodedError): string | undefined {
  const reason = error.data.reason ?? error.message
  if (TOO_OFTEN.test(reason)) return undefined
  return codesOf(error).includes(LIMIT_EXCEEDED) || TOO_MUCH.some((pattern) => pattern.test(reason))
    ? reason
    : undefined
}

function codesOf(error: unknown): unknown[] {
  const codes: unknown[] = []
  for (let at = error; at instanceof Error && codes.length < 16; at = at.cause)
    codes.push((at as { code?: unknown }).code)
  return codes
}
