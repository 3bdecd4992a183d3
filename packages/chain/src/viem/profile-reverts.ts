import type { CodedError } from '@sonm/common'
import { oracleAbi, profilesAbi } from '@sonm/contracts'
import { fail, type Hex } from '@sonm/model'
import { decodeErrorResult } from 'viem'
import { lower } from './structs.ts'

const abi = [...profilesAbi, ...oracleAbi] as const

/** The coded form of what the Profiles or the Oracle contract reverted with; undefined: it is none of theirs. */
export function codedProfileRevert(data: Hex, options: { cause: unknown }): CodedError | undefined {
  let error: ReturnType<typeof decodeErrorResult<typeof abi>>
  try {
    error = decodeErrorResult({ abi, data })
  } catch {
    return undefined
  }
  const invalid = (reason: string) => fail('CERTIFICATE_INVALID', { reason }, options)
  const refused = (reason: string) => fail('VALIDATOR_CHANGE_REFUSED', { reason }, options)
  const given = (field: string, reason: string) => fail('INPUT_INVALID', { field, reason }, options)
  switch (error.errorName) {
    case 'CertifyForbidden': {
      const [caller, account, level] = error.args
      return fail('CERTIFY_FORBIDDEN', { caller: lower(caller), account: lower(account), level }, options)
    }
    case 'CertificateUnknown':
      return fail('CERTIFICATE_UNKNOWN', { id: error.args[0] }, options)
    case 'RevokeForbidden':
    case 'RemoveForbidden':
      return fail('CERTIFICATE_NOT_YOURS', { id: error.args[0], caller: lower(error.args[1]) }, options)
    case 'ValueTooLong':
      return invalid(`its value has ${error.args[0]} bytes, 256 at most`)
    case 'CertificateExpired':
      return invalid('it is past its last second')
    case 'CertificateVoid':
      return invalid('it does not count, or gives no level')
    case 'LevelAlreadyCarried':
      return invalid('another certificate that counts carries the level; only the account itself can replace it')
    case 'LevelInvalid':
      return invalid(`there is no level ${error.args[0]} here`)
    case 'ApproveForbidden':
      return refused(`${lower(error.args[0])} is no validator of level 4`)
    case 'RoundWrong':
      return refused('the set of validators changed meanwhile')
    case 'ValidatorUnchanged':
      return refused('it would change nothing')
    case 'AlreadyApproved':
      return refused('it was approved by this account already')
    case 'NotApproved':
      return refused('it was not approved by this account')
    case 'ValidatorLast':
      return refused('there must be a validator of level 4')
    case 'ReporterUnknown':
      return fail('PRICE_REPORT_REFUSED', { reason: `${lower(error.args[0])} is no reporter` }, options)
    case 'PriceInvalid':
      return fail('PRICE_REPORT_REFUSED', { reason: 'it is not above zero and below a million USD' }, options)
    case 'RoundUnknown':
      return fail('PRICE_UNAVAILABLE', {}, options)
    case 'ValidatorDuplicate':
      return given('validator', `${lower(error.args[0])} is named twice`)
    case 'MaxAgeInvalid':
      return given('price-max-age', `${error.args[0]} s is not within a second and 7 days`)
    case 'ReporterCountInvalid':
      return given('reporter', `their number must be odd, and 15 at most; it is ${error.args[0]}`)
    case 'ReporterInvalid':
      return given('reporter', `${lower(error.args[0])} is named twice, or is nobody`)
    case 'AccountZero':
      return given('account', 'it is the zero address, which is nobody')
  }
}
