import type { Current } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { MarketplaceRecords } from '../orders/marketplace-records.ts'
import { type Silence, unreachable } from '../orders/unreachable.ts'

export interface AnyAnswersParts {
  readonly network: Pick<Network, 'ping'>
  readonly marketplaces: Current<readonly Address[]>
  readonly records: Pick<MarketplaceRecords, 'failed' | 'heard'>
}

/**
 * A bid that nobody can be shown is not signed, and no money is moved for it. The first answer is enough.
 * @throws MARKETPLACES_UNREACHABLE
 */
export async function checkAnyAnswers({ network, marketplaces, records }: AnyAnswersParts): Promise<void> {
  const silent: Silence[] = []
  const asked = marketplaces.now.map(async (address) => {
    try {
      await network.ping(address)
      records.heard(address)
    } catch (error) {
      records.failed(address)
      silent.push({ address, error })
      throw error
    }
  })
  await Promise.any(asked).catch(() => {
    throw unreachable(silent)
  })
}
