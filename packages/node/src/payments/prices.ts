/** USD for one whole unit, in 1e-18; undefined: there is no price that can be trusted, and none is made up. */
export interface UsdPrices {
  readonly snm?: bigint | undefined
  readonly eth?: bigint | undefined
}

/** Where prices come from; a node may have none. */
export type PriceSource = () => Promise<UsdPrices>

export async function pricesMessage(prices: PriceSource | undefined): Promise<{ snm: string; eth: string }> {
  // A payment does not depend on what it is worth.
  const { snm, eth } = await (prices?.() ?? Promise.resolve<UsdPrices>({})).catch((): UsdPrices => ({}))
  return { snm: snm?.toString() ?? '', eth: eth?.toString() ?? '' }
}
