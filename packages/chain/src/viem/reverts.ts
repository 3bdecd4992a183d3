import type { CodedError } from '@sonm/common'
import { faucetAbi, marketAbi, registryAbi, snmAbi } from '@sonm/contracts'
import { fail, formatAmount, type Hex } from '@sonm/model'
import { decodeErrorResult } from 'viem'
import { lower } from './structs.ts'

/** What `require` with a text reverts with. */
const textError = { type: 'error', name: 'Error', inputs: [{ name: 'text', type: 'string' }] } as const
const abi = [...marketAbi, ...registryAbi, ...snmAbi, ...faucetAbi, textError] as const

const inSnm = (wei: bigint) => formatAmount(wei, 'SNM', { exact: true })
const atTime = (seconds: bigint) => {
  const ms = Number(seconds) * 1000
  return ms <= 8.64e15 ? new Date(ms).toISOString() : `${seconds} s`
}

/** The coded form of what a contract reverted with. */
export function codedRevert(data: Hex, cause?: unknown): CodedError {
  try {
    return coded(decodeErrorResult({ abi, data }), { cause })
  } catch {
    const reason = data === '0x' ? 'it gave no reason' : `an unknown error ${data.slice(0, 10)}`
    return fail('TRANSACTION_REVERTED', { reason }, { cause })
  }
}

type Decoded = ReturnType<typeof decodeErrorResult<typeof abi>>

function coded(error: Decoded, options: { cause: unknown }): CodedError {
  const unsupported = (field: string, value: unknown) =>
    fail('ORDER_UNSUPPORTED', { field, value: String(value) }, options)
  switch (error.errorName) {
    case 'BalanceInsufficient':
      return fail('BALANCE_INSUFFICIENT', { needed: inSnm(error.args[0]), available: inSnm(error.args[1]) }, options)
    case 'OrderSideWrong':
      return fail('ORDER_INVALID', { field: 'side', reason: 'only an ask can be taken' }, options)
    case 'OrderSignatureInvalid':
      return fail(
        'SIGNATURE_INVALID',
        { reason: "it is not the order's author's, for this market on this chain" },
        options,
      )
    case 'OrderExpired':
      return fail('ORDER_EXPIRED', { expiredAt: atTime(error.args[0]) }, options)
    case 'OrderEpochWrong': {
      const [orderEpoch, currentEpoch] = error.args
      return fail('ORDER_EPOCH_WRONG', { orderEpoch: String(orderEpoch), currentEpoch: String(currentEpoch) }, options)
    }
    case 'OrderNonceUsed':
      return fail('ORDER_TAKEN', { author: lower(error.args[0]), nonce: String(error.args[1]) }, options)
    case 'OrderCounterpartyWrong':
      return fail('ORDER_NOT_FOR_CALLER', { counterparty: lower(error.args[0]) }, options)
    case 'OrderDurationExceeded':
      return fail('DURATION_EXCEEDED', { offered: String(error.args[0]), asked: String(error.args[1]) }, options)
    case 'OrderDenominationUnsupported':
      return unsupported('denomination', error.args[0] === 1 ? 'USD' : error.args[0])
    case 'OrderIdentityUnsupported':
      return unsupported('identityLevel', error.args[0])
    case 'OrderBondUnsupported':
      return unsupported('bond', inSnm(error.args[0]))
    case 'OrderBenchmarksInvalid':
      return fail('ORDER_INVALID', { field: 'benchmarks', reason: 'one is out of range' }, options)
    case 'HubUnconfirmed':
      return fail('HUB_UNCONFIRMED', { hub: lower(error.args[0]) }, options)
    case 'DealWithSelf':
      return fail('DEAL_WITH_SELF', { buyer: lower(error.args[0]) }, options)
    case 'DealStateWrong':
      return fail('DEAL_STATE_WRONG', { dealId: String(error.args[0]) }, options)
    case 'DealCloseForbidden':
      return fail('DEAL_CLOSE_FORBIDDEN', { dealId: String(error.args[0]), caller: lower(error.args[1]) }, options)
    case 'MasterInvalid':
      return fail('INPUT_INVALID', { field: 'master', reason: `${lower(error.args[0])} cannot be the master` }, options)
    case 'HubAlreadyConfirmed':
      return fail('HUB_CONFIRMED', { hub: lower(error.args[0]), master: lower(error.args[1]) }, options)
    case 'HubNotAnnounced':
      return fail('HUB_NOT_ANNOUNCED', { hub: lower(error.args[0]), master: lower(error.args[1]) }, options)
    case 'MasterChain':
      return fail('MASTER_CHAIN', { account: lower(error.args[0]) }, options)
    case 'FaucetTooSoon':
      return fail('FAUCET_TOO_SOON', { nextAt: atTime(error.args[0]) }, options)
    case 'FaucetEmpty':
      return fail('FAUCET_EMPTY', {}, options)
    case 'ERC20InsufficientBalance': {
      const [account, available, needed] = error.args
      const data = { account: lower(account), needed: inSnm(needed), available: inSnm(available) }
      return fail('SNM_INSUFFICIENT', data, options)
    }
    case 'ERC20InvalidReceiver':
      return fail('INPUT_INVALID', { field: 'to', reason: `${lower(error.args[0])} cannot receive SNM` }, options)
    case 'Error':
      return fail('TRANSACTION_REVERTED', { reason: error.args[0] }, options)
    default:
      return fail('TRANSACTION_REVERTED', { reason: error.errorName }, options)
  }
}
