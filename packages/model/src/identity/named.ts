import { fail } from '../errors/catalog.ts'
import { type Address, checksumAddress } from './address.ts'

/** Names are the same in upper and lower case: people do not tell them apart. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * Who has a name, among all that have one.
 * @returns undefined when nobody has
 * @throws INPUT_INVALID when the name stands for two addresses: money must not go to the wrong one of them
 */
export function findNamed<Named extends { readonly name: string; readonly address: Address }>(
  name: string,
  all: readonly Named[],
): Named | undefined {
  const found = all.filter((entry) => isSameName(entry.name, name))
  const addresses = new Set(found.map(({ address }) => address))
  if (addresses.size > 1) {
    const which = [...addresses].map(checksumAddress).join(' and ')
    throw fail('INPUT_INVALID', {
      field: 'name',
      reason: `'${name}' stands for ${which}; give the address that you mean`,
    })
  }
  return found[0]
}
