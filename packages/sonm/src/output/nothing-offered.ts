import { fail } from '@sonm/model'

/** That the market is empty, in the words of an attempt to rent. */
export function nothingOffered(): string {
  const { what, todo } = fail('NO_OFFER_MATCHES', { rejections: '' })
  return `${what} ${todo}`
}
