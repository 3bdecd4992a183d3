import { defineError } from '@sonm/common'

const UNTRUE = 'Nothing was stored, and it is asked again; if it persists, use another endpoint.'

/** What an RPC endpoint may get wrong about blocks and their events. */
export const followerErrors = {
  CHAIN_BLOCK_WRONG: defineError<{ url: string; block: string; reason: string }>({
    kind: 'unavailable',
    about: 'The RPC endpoint showed a block that is malformed, or that does not follow the block before it.',
    what: ({ url, block, reason }) => `The chain at ${url} showed a wrong block ${block}: ${reason}.`,
    todo: UNTRUE,
  }),
  CHAIN_LOG_WRONG: defineError<{ url: string; block: string; reason: string }>({
    kind: 'unavailable',
    about:
      'The RPC endpoint showed a log that cannot be: malformed, removed, of another contract or block, twice, or out of order.',
    what: ({ url, block, reason }) => `The chain at ${url} showed a wrong log of block ${block}: ${reason}.`,
    todo: UNTRUE,
  }),
  CHAIN_LOGS_MISSING: defineError<{ url: string; block: string; reason: string }>({
    kind: 'unavailable',
    about: 'The RPC endpoint left out logs that a block has.',
    what: ({ url, block, reason }) => `The chain at ${url} left out logs of block ${block}: ${reason}.`,
    todo: UNTRUE,
  }),
  CHAIN_RANGE_REFUSED: defineError<{ url: string; fromBlock: string; toBlock: string; reason: string }>({
    kind: 'exhausted',
    about: 'The RPC endpoint does not give the logs of so many blocks at once.',
    what: ({ url, fromBlock, toBlock, reason }) =>
      `The chain at ${url} does not give the logs of blocks ${fromBlock} to ${toBlock} at once: ${reason}.`,
    todo: 'Ask for fewer blocks; a follower does so by itself.',
    retryable: true,
  }),
  CHAIN_SLOW: defineError<{ asked: string; timeoutMs: number }>({
    kind: 'timeout',
    about: 'The RPC endpoint took too long to answer.',
    what: ({ asked, timeoutMs }) => `The chain did not answer within ${timeoutMs / 1000} s when asked for ${asked}.`,
    todo: 'It is asked again; if it persists, use another endpoint.',
  }),
}
