import type { CodedError } from '@sonm/common'
import { faucetAbi, marketAbi, registryAbi } from '@sonm/contracts'
import { fail, formatAmount, type Hex } from '@sonm/model'
import { decodeErrorResult } from 'viem'
import { codedProfileRevert } from './profile-reverts.ts'
import { lower } from './structs.ts'
import { codedTokenRevert } from './token-reverts.ts'

/** What `require` with a text reverts with. */
const textError = { type: 'error', name: 'Error', inputs: [{ name: 'text', type: 'string' }] } as const
const abi = [...marketAbi, ...registryAbi, ...faucetAbi, textError] as const

const inSnm = (wei: bigint) => formatAmount(wei, 'SNM', { exact: true })
const atTime = (seconds: bigint) => {
  const ms = Number(seconds) * 1000
  return ms <= 8.64e15 ? new Date(ms).toISOString() : `${seconds} s`
}

/** The coded form of what a contract reverted with: each error of each contract of ours has its code. */
export function codedRevert(data: Hex, cause?: unknown): CodedError {
  const known =
    codedTokenRevert(data, { cause }) ?? codedProfileRevert(data, { cause }) ?? codedMarketRevert(data, cause)
  if (known) return known
  const reason = data === '0x' ? 'it gave no reason' : `an unknown error ${data.slice(0, 10)}`
  return fail('TRANSACTION_REVERTED', { reason }, { cause })
}

function codedMarketRevert(data: Hex, cause: unknown): CodedError | undefined {
  let error: Decoded
  try {
    error = decodeErrorResult({ abi, data })
  } catch {
    return undefined
  }
  return coded(error, { cause })
}

/** enum Mismatch of IMarket.sol. */
const MISMATCHES = ['denomination', 'price', 'duration', 'net flags', 'benchmarks']

type Decoded = ReturnType<typeof decodeErrorResult<typeof abi>>

function coded(error: Decoded, options: { cause: unknown }): CodedError {
  const invalid = (field: string, reason: string) => fail('ORDER_INVALID', { field, reason }, options)
  const amendmentInvalid = (field: string, reason: string) => fail('AMENDMENT_INVALID', { field, reason }, options)
  switch (error.errorName) {
    case 'BalanceInsufficient':
      return fail('BALANCE_INSUFFICIENT', { needed: inSnm(error.args[0]), available: inSnm(error.args[1]) }, options)
    case 'OrderSideWrong':
      return invalid('side', error.args[0] === 0 ? 'it is no bid' : 'it is no ask')
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
    case 'OrderDenominationInvalid':
      return invalid('denomination', 'it is neither SNM nor USD')
    case 'OrderUsdPriceZero':
      return invalid('pricePerSecond', 'in USD it cannot be 0')
    case 'OrderIdentityInvalid':
      return invalid('identityLevel', 'it is not 0 to 4')
    case 'OrderBenchmarksInvalid':
      return invalid('benchmarks', 'one is out of range')
    case 'OrdersMismatch':
      return fail('ORDERS_MISMATCH', { reason: MISMATCHES[error.args[0]] ?? String(error.args[0]) }, options)
    case 'OpenForbidden':
      return fail('OPEN_FORBIDDEN', { caller: lower(error.args[0]) }, options)
    case 'PartyBlacklisted':
      return fail('PARTY_BLACKLISTED', { lister: lower(error.args[0]), account: lower(error.args[1]) }, options)
    case 'IdentityTooLow': {
      const [account, asked, proved] = error.args
      return fail('IDENTITY_TOO_LOW', { account: lower(account), asked, proved }, options)
    }
    case 'CapTooLow':
      return fail('CAP_TOO_LOW', { cap: inSnm(error.args[0]), least: inSnm(error.args[1]) }, options)
    case 'PriceUnavailable':
      return fail('PRICE_UNAVAILABLE', {}, options)
    case 'BatchIncomplete':
      return fail('BATCH_INCOMPLETE', { opened: String(error.args[0]), atLeast: String(error.args[1]) }, options)
    case 'DealUnfunded':
      return fail('DEAL_UNFUNDED', { dealId: String(error.args[0]), fundedUntil: atTime(error.args[1]) }, options)
    case 'AmendmentDealWrong':
      return amendmentInvalid('dealId', 'it is of another deal')
    case 'AmendmentDurationInvalid':
      return amendmentInvalid(
        'durationSeconds',
        'spot stays spot, forward stays forward, and no end may be in the past',
      )
    case 'AmendmentEmpty':
      return amendmentInvalid('pricePerSecond', 'neither price nor duration changes')
    case 'AmendmentSequenceWrong':
      return fail('AMENDMENT_STALE', { sequence: String(error.args[0]), expected: String(error.args[1]) }, options)
    case 'AmendmentExpired':
      return fail('AMENDMENT_EXPIRED', { expiredAt: atTime(error.args[0]) }, options)
    case 'AmendmentUnsigned':
      return fail('AMENDMENT_UNSIGNED', { account: lower(error.args[0]) }, options)
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
    case 'RemoveForbidden': {
      const [hub, caller] = error.args
      return fail('HUB_REMOVE_FORBIDDEN', { hub: lower(hub), caller: lower(caller) }, options)
    }
    case 'AccountZero':
      return fail('INPUT_INVALID', { field: 'account', reason: 'it is the zero address, which is nobody' }, options)
    case 'BalanceTooLarge':
      return fail('BALANCE_TOO_LARGE', { account: lower(error.args[0]) }, options)
    case 'SafeCastOverflowedUintDowncast':
      return invalid('pricePerSecond', 'what it locks is more than a deal can hold')
    case 'SafeERC20FailedOperation':
      return fail('TOKEN_REFUSED', { token: lower(error.args[0]), reason: 'it has not said that it paid' }, options)
    case 'InvalidShortString':
    case 'StringTooLong':
      return fail(
        'INTERNAL',
        { what: `a contract was made with a name that does not fit (${error.errorName})` },
        options,
      )
    case 'Error':
      return fail('TRANSACTION_REVERTED', { reason: error.args[0] }, options)
  }
}
