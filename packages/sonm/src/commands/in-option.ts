import { CodedError, isCoded } from '@sonm/common'
import { fail } from '@sonm/model'

/** Reads what an option was given; what is wrong with it names the option as the user wrote it. */
export function inOption<Value>(option: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CodedError) || error.data.field === option) throw error
    const { what, data } = error
    throw new CodedError({ ...error.facts(), what: `${option}: ${what}`, data: { ...data, option } }, { cause: error })
  }
}

/** The same as a reader of an option's text. */
export function optionOf<Value>(option: string, read: (text: string) => Value): (text: string) => Value {
  return (text) => inOption(option, () => read(text))
}

/**
 * Makes a call of the API. Where it refuses a field, the option or argument is named that the field was made of.
 * @param options by the names of fields, as the API calls them
 */
export async function withOptionNames<Result>(
  options: Readonly<Record<string, string>>,
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    if (!isCoded(error, 'INPUT_INVALID') && !isCoded(error, 'ORDER_INVALID')) throw error
    const { field = '', reason = '' } = error.data
    const option = options[field]
    throw option === undefined ? error : fail('INPUT_INVALID', { field: option, reason }, { cause: error })
  }
}
