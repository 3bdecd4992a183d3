import type { Clock } from '@sonm/common'
import { createPublicClient } from 'viem'
import { parseEndpointUrl } from './endpoint-url.ts'
import { codedFailure } from './failure.ts'
import { jsonRpc } from './transport.ts'

const TIMEOUT_MS = 10_000

/** Which chain an endpoint serves, for whoever has its URL alone. @throws CHAIN_UNREACHABLE, CHAIN_ANSWER_INVALID, CHAIN_REFUSED */
export async function readChainId(url: string, clock: Clock): Promise<number> {
  const endpoint = parseEndpointUrl(url)
  try {
    return await createPublicClient({ transport: jsonRpc({ endpoint, clock, timeoutMs: TIMEOUT_MS }) }).getChainId()
  } catch (error) {
    throw codedFailure(error, endpoint.label)
  }
}
