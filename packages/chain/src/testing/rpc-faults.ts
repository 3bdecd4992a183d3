import { fail } from '@sonm/model'
import { type FakeNode, type RawLog, toHex, toWord, type View } from './fake-node.ts'

/** What one request becomes, and in place of which answer. */
export type Fault = (node: FakeNode, method: string, params: readonly unknown[]) => unknown

/** The last log of an answer changed; an answer without logs is passed on. */
function onLog(change: (log: RawLog, logs: readonly RawLog[]) => unknown): Fault {
  return onLogs((logs) => {
    const last = logs.at(-1)
    if (last === undefined) return logs
    const changed = change(last, logs)
    return [...logs.slice(0, -1), ...(Array.isArray(changed) ? changed : [changed])]
  })
}

function onLogs(change: (logs: readonly RawLog[]) => unknown): Fault {
  return (node, method, params) => {
    const answer = node.answerAs('current', method, params)
    // Asked for one block by its hash, the endpoint is honest: two lies that fit together are those of another chain.
    const isRange = method === 'eth_getLogs' && 'fromBlock' in (params[0] as object)
    return isRange ? change(answer as readonly RawLog[]) : answer
  }
}

function onBlock(change: (block: Record<string, unknown>) => unknown): Fault {
  return (node, method, params) => {
    const answer = node.answerAs('current', method, params)
    return method === 'eth_getBlockByNumber' && answer !== null ? change(answer as Record<string, unknown>) : answer
  }
}

function by(view: View): Fault {
  return (node, method, params) => node.answerAs(view, method, params)
}

/** Faults of the logs of a range, with the code that each must have when it meets a log. */
export const LOG_FAULTS: Readonly<Record<string, { readonly code: string; readonly fault: Fault }>> = {
  'leaves out all logs': { code: 'CHAIN_LOGS_MISSING', fault: onLogs(() => []) },
  'leaves out the logs of one block': {
    code: 'CHAIN_LOGS_MISSING',
    fault: onLogs((logs) => logs.filter(({ blockHash }) => blockHash !== logs.at(-1)?.blockHash)),
  },
  'cuts its answer off': { code: 'CHAIN_LOGS_MISSING', fault: onLogs((logs) => logs.slice(0, -1)) },
  'answers with no list': { code: 'CHAIN_LOG_WRONG', fault: onLogs(() => null) },
  'gives a log of another block': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog((log) => ({ ...log, blockHash: toWord(0xbad) })),
  },
  'gives a log of a block that was not asked for': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog((log) => ({ ...log, blockNumber: '0xffffff' })),
  },
  'gives logs out of order': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog((log, logs) => [log, { ...(logs.at(-2) ?? log), logIndex: '0x0' }]),
  },
  'gives a log twice': { code: 'CHAIN_LOG_WRONG', fault: onLog((log) => [log, log]) },
  'gives a log of another contract': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog((log) => ({ ...log, address: `0x${'0b'.repeat(20)}` })),
  },
  'gives a log that was removed': { code: 'CHAIN_LOG_WRONG', fault: onLog((log) => ({ ...log, removed: true })) },
  'gives a log with data too short': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog((log) => ({ ...log, data: log.data.slice(0, -2) })),
  },
  'gives a log with an address too long': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog((log) => ({ ...log, topics: [log.topics[0], `0x${'f'.repeat(64)}`, log.topics[2]] })),
  },
  'gives a log without index': { code: 'CHAIN_LOG_WRONG', fault: onLog((log) => ({ ...log, logIndex: null })) },
  'gives a log without transaction': {
    code: 'CHAIN_LOG_WRONG',
    fault: onLog(({ transactionHash: _, ...log }) => log),
  },
  'gives nothing for a log': { code: 'CHAIN_LOG_WRONG', fault: onLog(() => null) },
  'gives a log without topics': { code: 'CHAIN_LOG_WRONG', fault: onLog((log) => ({ ...log, topics: 'none' })) },
}

/** Faults of blocks, with the code of each. */
export const BLOCK_FAULTS: Readonly<Record<string, { readonly code: string; readonly fault: Fault }>> = {
  'has no block': { code: 'CHAIN_BEHIND', fault: onBlock(() => null) },
  'answers with text': { code: 'CHAIN_BLOCK_WRONG', fault: onBlock(() => 'busy') },
  'gives a block without number': {
    code: 'CHAIN_BLOCK_WRONG',
    fault: onBlock((block) => ({ ...block, number: null })),
  },
  'gives a block with another number': {
    code: 'CHAIN_BLOCK_WRONG',
    fault: (node, method, params) => {
      if (method !== 'eth_getBlockByNumber' || params[0] === 'latest') return node.answerAs('current', method, params)
      const block = node.answerAs('current', method, params) as { number: string } | null
      return block && { ...block, number: toHex(Number(block.number) + 1) }
    },
  },
  'gives a block without hash': { code: 'CHAIN_BLOCK_WRONG', fault: onBlock((block) => ({ ...block, hash: '0x12' })) },
  'gives a block without parent': {
    code: 'CHAIN_BLOCK_WRONG',
    fault: onBlock(({ parentHash: _, ...block }) => block),
  },
  'gives a block without filter': {
    code: 'CHAIN_BLOCK_WRONG',
    fault: onBlock((block) => ({ ...block, logsBloom: '0x' })),
  },
  'gives a block without time': { code: 'CHAIN_BLOCK_WRONG', fault: onBlock((block) => ({ ...block, timestamp: -1 })) },
}

/** Faults that show only together with other answers, or not at all. */
export const OTHER_FAULTS: Readonly<Record<string, Fault>> = {
  'is not there': () => {
    throw fail('CHAIN_UNREACHABLE', { url: 'fake', reason: 'it is not there' })
  },
  'never answers': () => new Promise(() => {}),
  'answers by a node that lags': by('lagging'),
  'answers by a node that missed a reorg': by('stale'),
}
