/** Whether what an endpoint answered to a method has the form that it must have: nothing else is handed on. */
export function hasShape(method: string, params: readonly unknown[], result: unknown): boolean {
  return SHAPES[method]?.(result, params) ?? true
}

type Shape = (value: unknown, params: readonly unknown[]) => boolean

const text =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value)
const quantity = text(/^0x[0-9a-f]{1,64}$/i)
const data = text(/^0x([0-9a-f]{2})*$/i)
const hash = text(/^0x[0-9a-f]{64}$/i)
const address = text(/^0x[0-9a-f]{40}$/i)
const status = text(/^0x[01]$/)
const listOf =
  (shape: Shape): Shape =>
  (value, params) =>
    Array.isArray(value) && value.every((each) => shape(each, params))
const maybe =
  (shape: Shape): Shape =>
  (value, params) =>
    value === null || value === undefined || shape(value, params)
const record =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, params) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, shape]) => shape((value as Record<string, unknown>)[name], params))
const asked: Shape = (value, params) => hash(value, params) && sameText(value, params[0])
const both =
  (...shapes: readonly Shape[]): Shape =>
  (value, params) =>
    shapes.every((shape) => shape(value, params))

const sameText = (a: unknown, b: unknown) => String(a).toLowerCase() === String(b).toLowerCase()

const log = record({
  address,
  topics: both(listOf(hash), (topics) => (topics as unknown[]).length <= 4),
  data,
  blockNumber: quantity,
  blockHash: hash,
  transactionHash: hash,
  logIndex: quantity,
})

/** A log that nobody asked for: of another contract, or of another block. */
const inFilter: Shape = (value, [filter]) => {
  const { address: of, fromBlock, toBlock } = filter as { address?: unknown; fromBlock?: unknown; toBlock?: unknown }
  const { address: from, blockNumber } = value as { address: string; blockNumber: string }
  const at = BigInt(blockNumber)
  const within = (!isNumber(fromBlock) || BigInt(fromBlock) <= at) && (!isNumber(toBlock) || at <= BigInt(toBlock))
  return within && (typeof of !== 'string' || sameText(of, from))
}
const isNumber = (value: unknown): value is string => quantity(value, [])

const block = record({
  number: maybe(quantity),
  hash: maybe(hash),
  parentHash: hash,
  timestamp: quantity,
  baseFeePerGas: maybe(quantity),
})
const ofNumber: Shape = (value, [number]) => {
  const { number: given } = value as { number?: string | null }
  return !isNumber(number) || (typeof given === 'string' && BigInt(given) === BigInt(number))
}

const receipt = record({
  transactionHash: asked,
  blockHash: hash,
  blockNumber: quantity,
  status,
  gasUsed: quantity,
  effectiveGasPrice: quantity,
  contractAddress: maybe(address),
  logs: listOf(log),
})

const SHAPES: Readonly<Record<string, Shape>> = {
  eth_chainId: quantity,
  eth_blockNumber: quantity,
  eth_getBalance: quantity,
  eth_getTransactionCount: quantity,
  eth_estimateGas: quantity,
  eth_gasPrice: quantity,
  eth_maxPriorityFeePerGas: quantity,
  eth_getCode: data,
  eth_call: data,
  eth_sendRawTransaction: hash,
  eth_getTransactionByHash: maybe(record({ hash: asked })),
  eth_getTransactionReceipt: maybe(receipt),
  eth_getBlockByNumber: maybe(both(block, ofNumber)),
  eth_getLogs: listOf(both(log, inFilter)),
}
