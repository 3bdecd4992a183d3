import { CodedError, isCoded } from '@sonm/common'
import { type Address, fail, type Hex, visible } from '@sonm/model'
import { decodeAbiParameters, encodeFunctionData, hexToBytes, type Log, parseAbi, parseEventLogs, size } from 'viem'
import type { Token } from '../wallet-chain.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'

const erc20Abi = parseAbi([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function balanceOf(address account) view returns (uint256)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'event Transfer(address indexed from, address indexed to, uint256 amount)',
])

/** Longer ones are cut: a symbol stands beside each amount. */
const MAX_SYMBOL = 11
/** What a contract may answer to a question with a short answer. */
const MAX_ANSWER_BYTES = 1024
/** No token in use has more; beyond it no amount could be written down. */
const MAX_DECIMALS = 36

/** What a contract says of itself, judged. @throws TOKEN_INVALID */
export async function readToken(rpc: Rpc, address: Address): Promise<Token> {
  const invalid = (reason: string) => fail('TOKEN_INVALID', { token: address, reason })
  const code = await rpc.agreeOnState(`the code at ${address}`, (client, at) => client.getCode({ address, ...at }))
  if (code === undefined || code === '0x') throw invalid('there is no contract')
  const symbol = readSymbol(await answerOf(rpc, address, encodeFunctionData({ abi: erc20Abi, functionName: 'symbol' })))
  const answer = await answerOf(rpc, address, encodeFunctionData({ abi: erc20Abi, functionName: 'decimals' }))
  if (answer === undefined || size(answer) !== 32) throw invalid('it does not say how many decimals it has')
  const decimals = BigInt(answer)
  if (decimals > BigInt(MAX_DECIMALS)) throw invalid(`it says that it has ${String(decimals).slice(0, 20)} decimals`)
  return { address, symbol, decimals: Number(decimals) }
}

/** A text, or, as some old tokens have it, 32 bytes; '' when there is neither. */
function readSymbol(answer: Hex | undefined): string {
  if (answer === undefined) return ''
  try {
    const bytes = hexToBytes(answer)
    const text =
      bytes.length === 32
        ? new TextDecoder().decode(bytes).replace(/\0+$/, '')
        : decodeAbiParameters([{ type: 'string' }], answer)[0]
    const shown = visible(text).replace(/\s+/g, ' ').trim()
    return [...shown].length > MAX_SYMBOL ? `${[...shown].slice(0, MAX_SYMBOL).join('')}…` : shown
  } catch {
    return ''
  }
}

/** @throws TOKEN_INVALID */
export async function tokenBalance(rpc: Rpc, token: Address, account: Address): Promise<bigint> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [account] })
  const answer = await answerOf(rpc, token, data)
  if (answer === undefined || size(answer) !== 32) {
    throw fail('TOKEN_INVALID', { token, reason: 'it does not say what an account holds' })
  }
  return BigInt(answer)
}

/** The call that pays, tried out on the state of now. @throws TOKEN_REFUSED */
export async function transferCall(rpc: Rpc, token: Address, from: Address, to: Address, amount: bigint) {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
  const refused = (reason: string, cause?: unknown) => fail('TOKEN_REFUSED', { token, reason }, { cause })
  const answer = await rpc
    .ask((client) => client.call({ account: from, to: token, data, blockTag: 'pending' }))
    .catch((error: unknown) => {
      throw asRefusal(error, refused)
    })
  // Tokens of old return nothing; whoever returns anything must return true.
  const returned = answer.data ?? '0x'
  if (returned !== '0x' && (size(returned) !== 32 || BigInt(returned) !== 1n)) {
    throw refused('a transfer would fail without saying why')
  }
  return { to: token, data }
}

/** @throws TOKEN_REFUSED when the logs of a mined transaction do not say that it has paid */
export function checkTransferred(logs: readonly Log[], token: Address, from: Address, to: Address, txHash: Hex): void {
  const transfers = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: [...logs] })
  const isPaid = transfers.some(
    (log) => lower(log.address) === token && lower(log.args.from) === from && lower(log.args.to) === to,
  )
  if (isPaid) return
  const reason = `the transaction ${txHash} was mined, and the contract has reported no transfer`
  throw fail('TOKEN_REFUSED', { token, reason })
}

/** What a contract answers, as the endpoints agree; undefined when it refuses to, or answers nothing or far too much. */
async function answerOf(rpc: Rpc, to: Address, data: Hex): Promise<Hex | undefined> {
  try {
    const { data: answer } = await rpc.agreeOnState(
      `what the token ${to} says`,
      (client, at) => client.call({ to, data, ...at }),
      (said) => said.data ?? 'nothing',
    )
    return answer === undefined || size(answer) > MAX_ANSWER_BYTES ? undefined : answer
  } catch (error) {
    if (isRevert(error)) return undefined
    throw error
  }
}

/** An outage is nobody's refusal. Other codes are the reverts of our own contracts, and this token may have copied them. */
const OUTAGES = new Set([
  'CHAIN_UNREACHABLE',
  'CHAIN_ANSWER_INVALID',
  'CHAIN_WRONG',
  'CONTRACT_MISSING',
  'CHAIN_BEHIND',
  'CHAIN_DISAGREES',
  'CHAIN_QUORUM_MISSING',
])

function isRevert(error: unknown): error is CodedError {
  return error instanceof CodedError && !OUTAGES.has(error.code)
}

function asRefusal(error: unknown, refused: (reason: string, cause: unknown) => CodedError): unknown {
  if (!isRevert(error)) return error
  const { reason } = error.data
  return refused(isCoded(error, 'TRANSACTION_REVERTED') && reason ? visible(reason).slice(0, 200) : error.what, error)
}
