import { marketAbi } from '@sonm/contracts'
import type { Hex, MarketModelEvent } from '@sonm/model'
import { decodeFunctionResult, type Log, parseEventLogs } from 'viem'
import type { MarketEvent } from '../client.ts'
import { readEvents } from '../viem/events.ts'
import { codedRevert } from '../viem/reverts.ts'
import type { Call } from './call.ts'
import { type ChainCall, encodeCall } from './encode-call.ts'
import { failureOf, type Outcome } from './outcome.ts'
import type { Theatre } from './theatre.ts'

interface Simulated {
  readonly calls: readonly { readonly status: Hex; readonly returnData: Hex; readonly logs: readonly Log[] }[]
}

/** Where the oracle keeps its latest round: id 64 | answer 64 | updatedAt 64, the lowest bits first. */
const LATEST_ROUND_SLOT = `0x${'3'.padStart(64, '0')}`
const CALL_GAS = '0x500000'
const BLOCK_GAS_LIMIT = '0x3b9aca00'

/**
 * Runs a script on the contracts, each call in a block of its time and after those before it, then asks for the views, in
 * the same block as the last. One `eth_simulateV1` does it all, on top of the chain as it stands: so each script finds the
 * same beginning, and no time goes into mining.
 */
export async function runOnChain(
  theatre: Theatre,
  calls: readonly Call[],
  views: readonly ChainCall[],
): Promise<{ readonly outcomes: readonly Outcome[]; readonly views: readonly Hex[] }> {
  const blockStateCalls = blocksOf(theatre, calls)
  blockStateCalls.at(-1)?.calls.push(...views.map(withGas))
  const blocks = await theatre.rpc<readonly Simulated[]>('eth_simulateV1', { blockStateCalls }, 'latest')
  const results = blocks.flatMap((block) => block.calls)
  const played = results.values()
  const outcomes = calls.map(
    (call): Outcome => (call.kind === 'feedLies' ? { events: [] } : outcomeOf(call, played.next().value!)),
  )
  return { outcomes, views: results.slice(-views.length).map(({ returnData }) => returnData) }
}

const withGas = (call: ChainCall) => ({ ...call, gas: CALL_GAS })

/** Calls of one second share a block; where the feed lies, another one begins. */
function blocksOf(theatre: Theatre, calls: readonly Call[]) {
  const blocks: { calls: object[]; stateOverrides?: object; blockOverrides: { time: Hex; gasLimit: Hex } }[] = []
  let nowSeconds: bigint | undefined
  for (const call of calls) {
    if (call.nowSeconds !== nowSeconds) {
      nowSeconds = call.nowSeconds
      blocks.push({ calls: [], blockOverrides: { time: hexOf(nowSeconds), gasLimit: BLOCK_GAS_LIMIT } })
    }
    const block = blocks.at(-1)!
    if (call.kind === 'feedLies') {
      const round = (call.updatedAtSeconds << 128n) | (call.answer << 64n) | 1n
      const stateDiff = { [LATEST_ROUND_SLOT]: hexOf(round, 64) }
      block.stateOverrides = { [theatre.contracts.oracle]: { stateDiff } }
    } else {
      block.calls.push(withGas(encodeCall(call, theatre)))
    }
  }
  return blocks
}

const hexOf = (value: bigint, digits = 1): Hex => `0x${value.toString(16).padStart(digits, '0')}`

function outcomeOf(call: Call, { status, returnData, logs }: Simulated['calls'][number]): Outcome {
  if (status !== '0x1') return { failure: failureOf(codedRevert(returnData)), events: [] }
  const result = resultOf(call, returnData, logs)
  return { ...(result === undefined ? {} : { result }), events: readEvents(logs, call.nowSeconds).map(bare) }
}

function bare(event: MarketEvent): MarketModelEvent {
  const { blockNumber: _n, blockHash: _h, logIndex: _i, txHash: _t, timestampSeconds: _s, ...body } = event
  return body
}

function resultOf(call: Call, data: Hex, logs: readonly Log[]): unknown {
  switch (call.kind) {
    case 'take':
    case 'openDeal':
    case 'bill':
    case 'billBatch':
    case 'amend':
      return decodeFunctionResult({ abi: marketAbi, functionName: call.kind, data })
    case 'takeBatch':
      return itemsOf(decodeFunctionResult({ abi: marketAbi, functionName: 'takeBatch', data }), logs)
    case 'openDealBatch':
      return itemsOf(decodeFunctionResult({ abi: marketAbi, functionName: 'openDealBatch', data }), logs)
    default:
      return undefined
  }
}

function itemsOf(ids: readonly bigint[], logs: readonly Log[]): unknown {
  const failed = parseEventLogs({ abi: marketAbi, logs: [...logs], eventName: 'RequestFailed' })
  const failures = new Map(failed.map(({ args }) => [args.index, failureOf(codedRevert(args.reason))]))
  return ids.map((id, index) => (id === 0n ? failures.get(BigInt(index)) : id))
}
