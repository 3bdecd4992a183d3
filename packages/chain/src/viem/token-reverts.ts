import type { CodedError } from '@sonm/common'
import { snmAbi } from '@sonm/contracts'
import { fail, formatAmount, type Hex } from '@sonm/model'
import { decodeErrorResult } from 'viem'
import { lower } from './structs.ts'

const inSnm = (wei: bigint) => formatAmount(wei, 'SNM', { exact: true })

/** The coded form of what SNM itself reverted with (EIP-20, EIP-2612); undefined: it is none of its errors. */
export function codedTokenRevert(data: Hex, options: { cause: unknown }): CodedError | undefined {
  let error: ReturnType<typeof decodeErrorResult<typeof snmAbi>>
  try {
    error = decodeErrorResult({ abi: snmAbi, data })
  } catch {
    return undefined
  }
  const permit = (reason: string) => fail('PERMIT_INVALID', { reason }, options)
  const invalid = (field: string, reason: string) => fail('INPUT_INVALID', { field, reason }, options)
  switch (error.errorName) {
    case 'ERC20InsufficientBalance': {
      const [account, available, needed] = error.args
      const amounts = { account: lower(account), needed: inSnm(needed), available: inSnm(available) }
      return fail('SNM_INSUFFICIENT', amounts, options)
    }
    case 'ERC20InsufficientAllowance': {
      const [spender, available, needed] = error.args
      const amounts = { spender: lower(spender), needed: inSnm(needed), available: inSnm(available) }
      return fail('ALLOWANCE_INSUFFICIENT', amounts, options)
    }
    case 'ERC20InvalidReceiver':
      return invalid('to', `${lower(error.args[0])} cannot receive SNM`)
    case 'ERC20InvalidSender':
      return invalid('from', `${lower(error.args[0])} cannot send SNM`)
    case 'ERC20InvalidApprover':
      return invalid('from', `${lower(error.args[0])} cannot allow anybody to collect SNM`)
    case 'ERC20InvalidSpender':
      return invalid('spender', `${lower(error.args[0])} cannot be allowed to collect SNM`)
    case 'ERC2612ExpiredSignature':
      return permit(`it could be used until ${error.args[0]} s after 1970`)
    case 'ERC2612InvalidSigner':
      return permit(`it was signed by ${lower(error.args[0])}, not by ${lower(error.args[1])}`)
    case 'InvalidAccountNonce':
      return permit(`the next one of ${lower(error.args[0])} has the nonce ${error.args[1]}`)
    case 'ECDSAInvalidSignature':
    case 'ECDSAInvalidSignatureLength':
    case 'ECDSAInvalidSignatureS':
      return permit('its signature is none')
    case 'InvalidShortString':
    case 'StringTooLong':
      return fail('INTERNAL', { what: `SNM was made with a name that does not fit (${error.errorName})` }, options)
  }
}
