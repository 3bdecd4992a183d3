import type { Api } from './api.ts'

/** Which marketplaces do not answer now, as the smallest search finds it. */
export async function silentMarketplaces(api: Api): Promise<ReadonlySet<string> | 'all'> {
  try {
    const { warnings } = await api.market.search({ limit: 1 })
    const silent = warnings.filter(({ code }) => code === 'MARKETPLACE_SILENT')
    return new Set(silent.map(({ marketplace }) => marketplace.toLowerCase()))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MARKETPLACES_UNREACHABLE') return 'all'
    throw error
  }
}
