/** Whether a declared country is where the hub is seen; `declared`: nobody can say, and there is the hub's word alone. */
export type CountryCheck = 'agrees' | 'contradicts' | 'declared'

/**
 * One address elsewhere contradicts, whatever the others say: else a hub would announce, beside its own, the address of somebody in
 * the country that it wants to be in. So does the one of two declared countries that is not the place.
 * @param seen the countries of the addresses by which the hub is known
 */
export function judgeCountry(declared: readonly string[], seen: readonly string[]): CountryCheck {
  if (declared.length === 0 || seen.length === 0) return 'declared'
  return declared.every((country) => seen.every((each) => each === country)) ? 'agrees' : 'contradicts'
}
