import { AMOUNT_LIMIT, fail, IDENTITY_LEVELS, MAX_DURATION_SECONDS } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'
import { belowMinimum } from './admission.ts'

/** What the Market contract takes can be sold. @throws PLAN_INVALID */
export function checkPlanSpec(spec: AskPlanSpec): void {
  const invalid = (field: string, reason: string) => fail('PLAN_INVALID', { field, reason })
  const { pricePerSecond, denomination, identityLevel, durationSeconds, bond, netFlags, resources } = spec
  if (pricePerSecond < 0n || pricePerSecond >= AMOUNT_LIMIT) throw invalid('pricePerSecond', 'it is out of range')
  if (denomination === 'USD' && pricePerSecond === 0n) throw invalid('pricePerSecond', 'in USD it cannot be 0')
  if (!Number.isInteger(identityLevel) || identityLevel < 0 || identityLevel > IDENTITY_LEVELS.professional) {
    throw invalid('identityLevel', 'it is not 0 to 4')
  }
  if (durationSeconds < 0n || durationSeconds > MAX_DURATION_SECONDS)
    throw invalid('durationSeconds', 'it is out of range')
  if (bond < 0n || bond >= AMOUNT_LIMIT) throw invalid('bond', 'it is out of range')
  if (bond > 0n && durationSeconds === 0n)
    throw invalid('bond', 'a spot deal can be left at any time, so nothing is forfeited')
  if (!Number.isInteger(netFlags) || netFlags < 0 || netFlags > 7) throw invalid('netFlags', 'an unknown flag')
  const [tooSmall] = belowMinimum(resources)
  if (tooSmall) throw invalid('resources', tooSmall)
  const cards = resources.gpus === 'all' ? [] : 'ids' in resources.gpus ? resources.gpus.ids : resources.gpus.indexes
  if (new Set<unknown>(cards).size !== cards.length) throw invalid('resources.gpus', 'a card stands twice')
}
